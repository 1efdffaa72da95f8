"""Tiny meetings in both corpora's formats, made by hand."""

import gzip
import json
from pathlib import Path

ICSI = """\
0.0,1.2,Bxx001-c1_1,A,0.0+0.4+shall|0.4+0.8+we|0.8+1.2+start,qy^rt,Bxx001-c1,me001,qy,1a,1a,,,
1.5,2.6,Bxx001-c2_1,B,1.5+1.8+um|1.8+2.1+yes|XXXX+XXXX+well|2.1+2.6+maybe,s^aa,Bxx001-c2,fe002,s,1b,1b,,,
2.7,3.4,Bxx001-c2_2,B,2.7+3.0+i'll|3.0+3.4+send,s^cc.%-,Bxx001-c2,fe002,s,,,r**,,
5.0,5.6,Bxx001-c1_2,A,5.0+5.3+no|5.3+5.6+way,s^ar,Bxx001-c1,me001,s,,,,,
"""

RTTM = """\
SPEAKER ES9999a 1 0.00 4.00 <NA> <NA> FEE001 <NA> <NA>
SPEAKER ES9999a 1 5.00 2.00 <NA> <NA> MEE002 <NA> <NA>
SPEAKER ES9999a 1 8.00 4.00 <NA> <NA> FEE001 <NA> <NA>
"""

QMSUM = {
    "meeting_transcripts": [
        {"speaker": "Project Manager", "content": "Okay {vocalsound} we build a remote ."},
        {"speaker": "Marketing", "content": "Why an L_C_D_ ?"},
        {"speaker": "Project Manager", "content": "We decided to drop it ."},
    ],
    "general_query_list": [{"query": "Summarize the whole meeting.", "answer": "They build a remote."}],
    "specific_query_list": [
        {
            "query": "What did they decide about the LCD?",
            "answer": "They decided to drop it.",
            "relevant_text_span": [["1", "2"]],
        }
    ],
}


def write_icsi(folder: Path, name: str = "Bxx001", text: str = ICSI) -> Path:
    (folder / "icsi").mkdir(parents=True, exist_ok=True)
    path = folder / "icsi" / f"{name}.dadb.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def write_ami(folder: Path, name: str = "ES9999a", told: object = None) -> Path:
    (folder / "ami").mkdir(parents=True, exist_ok=True)
    path = folder / "ami" / f"{name}.json.gz"
    path.write_bytes(gzip.compress(json.dumps(QMSUM if told is None else told).encode()))
    path.with_name(f"{name}.rttm.gz").write_bytes(gzip.compress(RTTM.encode()))
    return path
