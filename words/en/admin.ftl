# The administrator: workers, and families from a workbook.

admin-workers = Workers
admin-workers-sub = Who signs in, and as what
admin-import = Families from a workbook
admin-import-short = Import
admin-import-sub = Bring in a whole list, checked first
admin-add = Add a worker
admin-nobody = Nobody is here yet
admin-nobody-text = Add the first worker. She gets a passphrase that is shown once.
admin-left = has left
admin-name-km = Name in Khmer
admin-name-latin = Name in Latin letters
admin-need-name = Please write the name, in either script.
admin-account-hint = Small Latin letters, digits, dots and hyphens
admin-need-account = Only small Latin letters, digits, dots and hyphens.
admin-role = What she or he does
admin-supervisor = Supervisor
admin-areas = Works in
admin-areas-hint = Province, district, commune or village; several if need be
admin-area-remove = Take out { $name }
admin-phone = Telephone
admin-active = Works here
admin-active-hint = Without this mark nobody can sign in with the account
admin-reset = New first passphrase
admin-reset-title = New first passphrase for { $name }?
admin-reset-1 = The present passphrase no longer opens the server.
admin-reset-2 = All of the worker's devices are signed out; what is kept on them stays.
admin-reset-3 = The new one is shown here once.
admin-first-title = First passphrase for { $name }
admin-first-text = It is shown only now. Read it out or write it down; the worker should change it soon.
admin-first-done = Written down

import-template = 1. The form
import-template-text = Three sheets: people, families, relationships. Every column says what belongs in it.
import-template-do = Get the empty form
import-choose = 2. Look at the workbook
import-choose-text = Looking changes nothing. Headings of other systems' onboarding workbooks are understood too.
import-choose-do = Choose a file (.xlsx)
import-looking = Every cell is looked at …
import-importing = The families are brought in …
import-good = Everything fits
import-counts = { $families } families, { $people } people, { $relationships } relationships
import-do = Bring in { $families } families
import-bad = { $count ->
    [one] 1 cell must be put right
   *[other] { $count } cells must be put right
  }
import-bad-text = Nothing was brought in. Correct the cells below in your workbook and choose it again.
import-warnings = { $count ->
    [one] 1 thing to know
   *[other] { $count } things to know
  }
import-whole-file = The whole file
import-sheet = Sheet { $name }
import-row = row { $row }
import-column = column { $letter } ({ $heading })
import-column-missing = column “{ $heading }” is missing
import-done = { $families } families are here
import-done-text = They can be opened now. Until somebody works with them, the import can be taken back as a whole.
import-before = Imports so far
import-families = { $families } families
import-taken = taken back
import-back = Take back
import-back-title = Take this import back?
import-back-1 = { $families } families disappear from every list and device.
import-back-2 = It is possible only while nobody has written to any of them.
import-back-3 = The workbook can be brought in again later.
import-taken-back = The import is taken back
