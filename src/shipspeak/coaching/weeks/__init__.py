"""A person's weeks (`/weeks`): what came up again, what to practise next, what moved. Counted by code, from reports.

reports ─► kept ─► count, compare ─┬► course ─► drawing ─────────────────► pages
           opened  a week of them  │  each figure from meeting to meeting    ▲
                                   └► facts ───► wording ─► form ────────────┘
                                      lettered   weeks that are over, in a model's words: by batch, from letters;
                                                 what of its answer stands
"""
