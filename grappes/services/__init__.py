"""What acts do. Rooms from the ground up; each imports only rooms above it on this list.

verrous       the locks on a grappe and on files, and their one order
debit         how often one may ask
bail          the lease of a long job
origines      how a question says which candidature it comes from
messagerie    the mails: rows, sending, links
registre      the FINESS register and the reference tables
regroupement  grappes, places, what holds them, what members may read of each other
dossiers      a candidature: typed, deposited, examined, reopened
suivi         the candidate's page
collectif     what staff read: lists, tasks to do, timelines, previews of mails
exports       flat tables for spreadsheets
carte         the map of a campagne
enonce        a campagne in the optimiser's words, and who could join a grappe
campagnes     one region's call: its rules, its instruction, its announcement
atelier       the board where staff form grappes, and the one door of their moves
pilotage      the managers' figures, lists and files
scenarios     proposals of the optimiser: asked for, read, compared, amended, applied
et_maintenant a member left: keep, replace, merge or dissolve
questions     what the FAQ is given
reponses      which answer of the FAQ stands where
relances      the follow-ups that are due
travaux       the long jobs
"""
