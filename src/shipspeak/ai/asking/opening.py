"""From settings to a gateway."""

from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.keys.keyring import Keyring
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.openai_provider import OpenAIProvider
from shipspeak.base import Settings
from shipspeak.database import Database
from shipspeak.vault import Vault, local_secret


def open_gateway(settings: Settings, database: Database, vault: Vault, *, meetings: Vault | None = None) -> Gateway:
    """One for each process; close it at the end. Nothing is loaded and nobody is called before the first question.

    `vault` opens the providers' keys, and seals what is remembered of a meeting where `meetings` is not given for that.
    Raises CatalogueUnusable.
    """
    catalogue = Catalogue.read(settings.ai_config)
    providers = {name: OpenAIProvider(endpoint.url) for name, endpoint in catalogue.providers.items()}
    memory = Memory(database, meetings or vault, local_secret(settings.ai_secret_file))
    return Gateway(catalogue, providers, Teller(database), Keyring(database, vault), memory)
