# Forms that came filled in from other apps, and the key with which these send.

forms-title = Forms that came
forms-sub = Filled in with another app
forms-text = Forms that were filled in with another app, such as ODK Collect, and that do not say clearly where they belong.
forms-none = No form waits
forms-none-text = A form that names a family's file goes there by itself. Others wait here.
forms-waiting = { $count ->
    [one] { $count } form waits for you
   *[other] { $count } forms wait for you
  }
forms-pictures = { $count ->
    [one] { $count } picture to look at
   *[other] { $count } pictures to look at
  }
forms-why-no_number = The form names no family's file. Choose the family.
forms-why-bad_number = What the form names is not the number of a file. Choose the family.
forms-why-unknown_file = No file with this number is yours. Choose the family.
forms-why-no_person = The form does not say whom it is about. Choose the person.
forms-why-unknown_person = Nobody in the file is called so, or more than one. Choose the person.
forms-why-incomplete = { $count ->
    [one] { $count } answer is missing or does not hold together. The file does not take it. Fill in the tool in Kinkeeper instead.
   *[other] { $count } answers are missing or do not hold together. The file does not take it. Fill in the tool in Kinkeeper instead.
  }
forms-why-unreadable = Some answers cannot be read. Fill in the tool in Kinkeeper instead.
forms-why-left_over = Some of what the form says has no place in the record: it is shown below. Note it where it belongs, then put the form into the file.
forms-why-no_consent = The family has not agreed to services, or no longer does. Ask for consent first, then put the form into the file.
forms-why-other = The file does not take the form as it stands now. Look at the file, then try again.
forms-whose = Whose is it?
forms-said-number = The form says: file { $number }
forms-said-person = The form says: { $name }
forms-named-file = The file that the form names
forms-find = Find the family
forms-find-other = Find another family
forms-find-hint = Name of somebody of the family
forms-find-do = Find
forms-find-none = Nobody of that name was found.
forms-person = Whom is it about?
forms-nobody = Nobody in this file can be meant: the tool is about a child or a carer. Choose another family, or add the person first.
forms-place = Put into the file
forms-placed = The form is in the family's file
forms-in-file = The form is in the family's file. What came beside it is to be looked at.
forms-see-file = See the file
forms-files = Pictures and other files beside it
forms-files-text = Pictures from other apps are not taken into a file by themselves: somebody must know that everybody on them agrees. Take them down, add them to the file as photographs if the family agrees, then destroy them here.
forms-file-size = { $size } KB
forms-files-end = Destroy these files
forms-end-sure = Destroy the files beside this form?
forms-end-1 = They cannot be had again. The form itself stays in the family's file.
forms-ended = The files are gone
forms-says = What the form says
forms-left = What has no place in a record
forms-left-text = These were sent along and are not kept in the file.
forms-throw = It belongs nowhere
forms-throw-text = A trial, or a form that was sent by mistake.
forms-throw-why = Why?
forms-throw-do = Throw away
forms-throw-sure = Throw this form away?
forms-throw-1 = What it says, and what lies beside it, is destroyed.
forms-throw-2 = If the app sends it again, it stays away.
forms-thrown = The form is gone

collect-title = Key for other apps
collect-sub = To fill in forms with ODK Collect or KoboCollect
collect-text = With a key, an app for filling in forms can download the tools and send filled forms into families' files. It is not your passphrase and opens nothing else.
collect-make = Make a key
collect-again = Make a new key
collect-again-sure = Make a new key?
collect-end = End the key
collect-end-sure = End the key?
collect-end-1 = Apps that use the present key cannot send any more.
collect-end-2 = What is filled in stays in those apps.
collect-ended = The key is ended
collect-once = The key is shown this once. Type these three into the app's settings.
collect-address = Server address (URL)
collect-account = Account name
collect-key = Key (as the password)
collect-copy = Copy
collect-copied = Copied
collect-has = You have a key since { $when }.
collect-used = Last used { $when }.
collect-unused = It was never used.
collect-how = In the app, choose "Other" or "ODK" as the kind of server. Forms then ask for the number of the family's file; it stands on every printed page. If the phone with the app is lost, end the key here.
