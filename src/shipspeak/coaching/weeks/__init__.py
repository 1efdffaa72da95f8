"""A person's weeks (`/weeks`): what came up again, what to practise next, what moved. Counted by code, from reports.

reports ─► kept ─► count, compare ─► facts ───────────────────────────────► pages
           opened  a week of them    in code's words  │                      ▲
                                                      └─► wording ─► form ───┘
                                                          a model's words for weeks that are over: by batch,
                                                          from letters; what of the answer stands
"""
