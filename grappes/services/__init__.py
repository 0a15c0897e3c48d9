"""What acts do. Rooms from the ground up; each imports only rooms above it on this list.

messagerie    the mails: rows, sending, links
registre      the FINESS register and the reference tables
regroupement  grappes, places, what members may read of each other
dossiers      a candidature: typed, deposited, examined, reopened
campagnes     one region's call: its rules, its instruction, its announcement
suivi         the candidate's page
collectif     what staff read: lists, tasks to do, timelines, previews of mails
exports       flat tables for spreadsheets
pilotage      the managers' figures

Flat modules belong to no room: `debit` (rate limits) serves all; `questions` (the FAQ),
`relances` (follow-ups) and `travaux` (long jobs) use all.
"""
