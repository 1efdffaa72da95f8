"""The arrows of the flow in the words that a person sees."""

STAGES = {
    "upload": "Reading the files",
    "hear": "Hearing the whole meeting",
    "choose": "Choosing what matters",
    "transcribe": "Writing down what was chosen",
    "analyse": "Looking for moments",
    "report": "Writing the report",
}
"""In order."""
