"""./ship bench speech: how well it hears who speaks when, and what was said. Arguments go to both parts."""

from bench import speech_hearing, speech_words


def main() -> None:
    speech_hearing.main()
    print()
    speech_words.main()


if __name__ == "__main__":
    main()
