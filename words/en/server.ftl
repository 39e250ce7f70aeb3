# What the server itself writes, above all onto paper.

paper-family-of = Family of { $name }
paper-age = { $years } years
paper-age-about = about { $years } years
paper-died = has died
paper-caregiver = caregiver
paper-unchecked = { $name } (number not yet checked)
paper-goal-open = still open
paper-goal-reached = reached
paper-goal-handed-over = { $to } goes on with it
paper-goal-dropped = no longer needed

section-identity = Who the people are
section-narrative = The work together
section-health = Health and disability
section-protection = Worries about safety
section-legal = Papers and legal matters
section-safe_address = Where the family lives
section-media = Photographs and recordings

language-km = Khmer
language-en = English
language-vi = Vietnamese
language-cham = Cham
language-jarai = Jarai
