# What can go wrong at the server's border: what happened, what was kept, what to do next.

problem-not-signed-in = Please sign in
    .detail = You are not signed in, or your session has ended.
    .kept = Everything you wrote is still on this device.
    .next = Sign in, and go on where you were.

problem-sign-in-failed = That did not fit
    .detail = The account name and the passphrase do not belong together.
    .kept = Nothing was changed.
    .next = Check both and try again. If you have forgotten your passphrase, ask your administrator for a new one.

problem-too-many-attempts = Please wait a little
    .detail = There were too many wrong attempts to sign in.
    .kept = Nothing was changed.
    .next = Wait a few minutes, then try again. If it was not you, tell your administrator.

problem-wrong-origin = This did not come from our page
    .detail = The request was not sent by Kinkeeper's own page, so it was not carried out.
    .kept = Nothing was changed.
    .next = Open Kinkeeper by its own address and try again.

problem-not-allowed = This belongs to somebody else's work
    .detail = Your role does not include this.
    .kept = Nothing was changed.
    .next = If you need it for your work, speak with your supervisor or your administrator.

problem-not-found = Nothing is here
    .detail = There is nothing at this address, or it is not for you to see.
    .kept = Nothing was changed.
    .next = Go back to your list. If a family is missing that you work with, ask your supervisor.

problem-method-not-allowed = That cannot be done here
    .detail = This address does not take this kind of request.
    .kept = Nothing was changed.
    .next = Reload the page. If it happens again, tell your administrator.

problem-wrong-content-type = This kind of content is not taken here
    .detail = What was sent is not of the kind that is expected.
    .kept = Nothing was changed.
    .next = If you were sending a file, check that it is an Excel workbook (.xlsx).

problem-bad-json = What arrived could not be read
    .detail = The message was damaged or cut short on the way.
    .kept = Nothing was changed, and what you wrote is still on this device.
    .next = It will be sent again. If it happens often, tell your administrator.

problem-unknown-field = There is something in it that we do not know
    .detail = The message holds a field that this server does not know.
    .kept = Nothing was changed, and what you wrote is still on this device.
    .next = Reload the page to get the current version.

problem-bad-value = Something is not right yet
    .detail = A value that was given cannot be.
    .kept = Nothing was changed, and what you wrote is still on this device.
    .next = Look at the marked field and correct it.

problem-too-large = That is too much at once
    .detail = What was sent is larger than can be taken at one time.
    .kept = Nothing was changed, and everything is still on this device.
    .next = Send it in smaller parts. A workbook may have up to 20 MB.

problem-please-update = Please update
    .detail = This device and the server speak different versions.
    .kept = Everything you wrote is safe on this device and will be sent after the update.
    .next = Connect to the internet and reload the page. You can go on working in the meantime.

problem-weak-passphrase = Please choose a longer passphrase
    .detail = The new passphrase would be easy to guess.
    .kept = Your present passphrase still holds.
    .next = Take at least ten characters: four or five words that only you would put together.

problem-wrong-passphrase = The present passphrase was not right
    .detail = What you gave as your present passphrase does not fit.
    .kept = Your present passphrase still holds.
    .next = Try again.

problem-account-taken = This name is taken
    .detail = Somebody else signs in with this name.
    .kept = Nothing was changed.
    .next = Choose another account name.

problem-import-unreadable = This file cannot be read
    .detail = The file is not an Excel workbook, or it is damaged.
    .kept = Nothing was imported.
    .next = Open it in your spreadsheet program, save it as .xlsx, and try again. You can also start from our template.

problem-import-has-errors = Some cells must be put right first
    .detail = The workbook has mistakes. Each is listed with its sheet, row and column.
    .kept = Nothing was imported.
    .next = Correct the cells that are listed and look at the workbook again.

problem-import-changed = This is another file
    .detail = The workbook is not the one that you looked at before.
    .kept = Nothing was imported.
    .next = Look at the workbook again, then confirm.

problem-import-in-use = People are already working with these families
    .detail = Somebody has written to an imported family since, or the import was taken back already.
    .kept = Every family is as it was.
    .next = Speak with the workers concerned; single families can be closed by hand.

problem-emergency-not-needed = You may open this family as it is
    .detail = This file is open to you without an emergency.
    .kept = Nothing was written down.
    .next = Open the family from your list or by searching.

problem-emergency-decided = This emergency is looked at already
    .detail = Somebody has looked at it before, or it was you who opened the file.
    .kept = What was written first stands.
    .next = Load the list again; speak with your supervisor if you see it differently.

problem-transfer-decided = This hand-over was answered already
    .detail = Somebody has taken the family on or declined before, or the hand-over was taken back.
    .kept = What was decided first stands.
    .next = Load the list again.
problem-joint-decided = This joint case stands otherwise now
    .detail = Somebody has answered it or ended it before, its last day is over, or the family took its consent back.
    .kept = What was decided first stands.
    .next = Load the list again.
problem-files-decided = These two files stand otherwise now
    .detail = Somebody has decided about them before, or one of them is folded into another file already.
    .kept = What was decided first stands, and nothing of either file is lost.
    .next = Look at both families again. If one is folded into another file, choose that file, or take the two apart first.
problem-too-many-questions = You have asked twenty times today
    .detail = Nobody may ask other organisations about more than twenty children in 24 hours.
    .kept = What you asked before stays asked.
    .next = Ask again tomorrow. If a child is in danger now, call the police or the district office.

problem-question-answered = Somebody has answered this question already
    .detail = A colleague decided about it before you.
    .kept = What was decided first stands.
    .next = Load the list again; speak with your supervisor if you see it differently.

problem-consent-needed = The family has not agreed to this
    .detail = Somebody of another organisation may be asked only with a consent of the family that names her organisation and has not ended.
    .kept = Nothing was sent. What you wrote is still here.
    .next = Speak with the family, and record the consent to telling another service with the organisation's name; or ask somebody of your own organisation.

problem-consultation-decided = This cannot be done any more
    .detail = The time is over, somebody ended it, or she is asked for advice on this family already.
    .kept = The family's file is as it was.
    .next = Load the family again and look at what is asked.

problem-nothing-to-print = There is nothing to print yet
    .detail = What this paper shows has not been recorded yet.
    .kept = Nothing was changed.
    .next = Record it first, for example a goal, a consent or the closing, then print.

problem-busy = One moment, please
    .detail = The server has very much to do just now.
    .kept = Everything you wrote is still on this device.
    .next = It will be tried again by itself.

problem-photo-no-room = There is no room for more photographs
    .detail = The photographs of your organisation fill the room that they have on the server.
    .kept = The photograph is on this phone, and everything that you wrote is sent.
    .next = Tell your administrator. It goes as soon as there is room.

problem-photo-broken = The photograph did not arrive whole
    .detail = Something on the way changed it, several times.
    .kept = It is on this phone as it was.
    .next = Try again from another network.

problem-photo-unfit = The server did not take the photograph
    .detail = It is not a plain picture, or more than a picture is in it.
    .kept = It is on this phone.
    .next = Save it outside of this app, and add it again.

problem-photo-not-here = The photograph has not come yet
    .detail = It lies on the phone that took it, and has not been sent from there.
    .kept = Nothing is lost.
    .next = Try again later, or ask whoever took it to send it.

problem-disk-full = The server has no space left
    .detail = Nothing can be saved on the server until somebody makes space. Reading goes on.
    .kept = Everything you wrote is still on this device.
    .next = Go on working. Tell your administrator that the server's disk is full.

problem-broken = Something went wrong on our side
    .detail = The server could not finish this.
    .kept = Everything you wrote is still on this device.
    .next = Try again in a moment. If it happens again, give your administrator the number below.

problem-entry-unreadable = One note could not be read
    .detail = The server does not understand one of the things that were sent.
    .kept = It was kept as it is; you and your supervisor can see it. All the rest was saved.
    .next = Tell your administrator; you need not write anything again for now.

problem-entry-not-allowed = One note could not be put into the file
    .detail = It is not part of your role with this family, or no longer is.
    .kept = It was kept; you and your supervisor can see it. All the rest was saved.
    .next = Speak with your supervisor: she can write it into the file.

problem-family-erased = This family's file was erased
    .detail = The family or a court asked for it, and its file was destroyed. Nothing can be added to it any more.
    .kept = Your note was kept apart; you and your supervisor can see that it is there. All the rest was saved.
    .next = Speak with your supervisor about what the family wanted.

problem-entry-of-another = This note is somebody else's
    .detail = It was written by another person, or on another device.
    .kept = It was not taken, and stays on the device for the person who wrote it.
    .next = Ask her to sign in on this device; then it will be sent.

problem-entry-waits = This note follows one that was not taken
    .detail = The note written before it on the same file could not be placed.
    .kept = It stays on the device.
    .next = Nothing: the device sends it again by itself.

problem-sign-in-unfinished = One step is missing
    .detail = You have begun to sign in, and one step is left.
    .kept = Everything you wrote is kept on this device.
    .next = Finish signing in; then go on where you were.

problem-first-passphrase-used = This first passphrase is used up
    .detail = A first passphrase works once, on one device, and only for some days.
    .kept = Nothing was changed.
    .next = Sign in with the passphrase that you chose yourself. If you have none, ask your administrator for a new first one.

problem-prove-again = Please show once more that it is you
    .detail = Changing how you sign in needs your passphrase once more.
    .kept = Nothing was changed.
    .next = Type your passphrase, then try again.

problem-wrong-code = The code does not fit
    .detail = The code is not right, is too old, or was used before.
    .kept = Nothing was changed.
    .next = Take the newest code from your app. Check that the clock of that phone sets itself.

problem-passkey-failed = The passkey did not work
    .detail = The passkey could not be checked, or it belongs to nobody here.
    .kept = Nothing was changed.
    .next = Try again, or sign in with your passphrase.

problem-no-passkeys-here = Passkeys do not work at this address
    .detail = Passkeys need an address with a name and an encrypted connection.
    .kept = Nothing was changed.
    .next = Use an app with codes instead, or ask whoever runs this server.

problem-app-state = The app with codes is not as expected
    .detail = Either an app is set up already, or none is.
    .kept = Nothing was changed.
    .next = Load the page again and look what is set up.

problem-last-factor = You need at least one of these
    .detail = With your role a passphrase alone is not enough.
    .kept = Nothing was changed.
    .next = Set up another passkey or an app first, then remove this one.

problem-recovery-decided = This is decided already
    .detail = Somebody decided it before you, or it waited longer than three days.
    .kept = Nothing was changed.
    .next = Look at the list again. If it is still needed, propose it anew.

problem-two-people = This takes two different people
    .detail = Whoever proposed it, and whoever it is about, cannot confirm it.
    .kept = Nothing was changed.
    .next = Ask her supervisor or a second administrator.

problem-provider-failed = Your organisation's sign-in did not work
    .detail = The sign-in page of your organisation did not say who you are, or nobody here belongs to what it said.
    .kept = Nothing was changed.
    .next = Try again. If it fails again, ask your administrator to invite you.

problem-too-many-at-once = Too much at the same time
    .detail = Too many requests of yours are still under way.
    .kept = Everything you wrote is kept on this device.
    .next = Wait a moment; it goes on by itself.

problem-sharing-not-valid = This protocol cannot be proposed
    .detail = It would break something that must always hold, or says something that the system does not know.
    .kept = The protocol in force stays as it is.
    .next = Look at what does not hold, change it, and try again.

problem-sharing-decided = Somebody was quicker
    .detail = Another change waits already, or somebody decided about this one meanwhile.
    .kept = Nothing was changed by you.
    .next = Open the page again and look at what is in force now.

problem-link-ended = This link is no longer good
    .detail = It has run out, was locked after wrong codes, or was replaced.
    .kept = What you answered before is kept.
    .next = Call the social worker and ask for a new link.

problem-link-ended-kept = This link shows nothing any more
    .detail = The time for which it was given is over.
    .kept = What you wrote just now was passed on to the social worker.
    .next = If it is urgent, call the social worker too.

problem-wrong-receiver-code = The code does not fit
    .detail = The link is right, the code is not.
    .kept = Nothing was changed.
    .next = Look at the code again, or call the social worker. After a few wrong codes the link is locked.

problem-consent-missing = Nothing was sent to the service
    .detail = The consent on which it rested is missing, was taken back, or does not cover it.
    .kept = What you wrote is kept; none of it left.
    .next = Ask the family again, then refer anew.
problem-packet-of-others = Nothing was sent to the service
    .detail = The names in it are not those of the people in this family’s file whom it is to be about.
    .kept = What you wrote is kept; none of it left.
    .next = Look at the names in the file, then refer anew.

problem-device-unsigned = This phone must show again that it is yours
    .detail = What this phone sent was not signed with the key under which it is known. The browser may have lost that key.
    .kept = Everything that you wrote is still on this phone. Nothing was taken in, and nothing was lost.
    .next = Sign in again with your passphrase. Then the phone has a new key, and sends what waits.

problem-device-locked = This phone is locked for you
    .detail = Somebody locked it from afar, so nobody can sign in on it with your account.
    .kept = What you wrote stays on this phone, sealed with your passphrase.
    .next = Ask your supervisor or your administrator to unlock it, or unlock it yourself on another phone under More, My phones.

problem-device-wiped = This phone is to be emptied
    .detail = Somebody ordered that what lies on this phone of yours is destroyed.
    .kept = What had been sent is safe on the server. What this phone could still send is kept there too, where your supervisor sees it.
    .next = If the phone is in your hands again, let it finish while it is connected, and sign in anew.

problem-device-code-wrong = This code does not fit
    .detail = A code for a new phone works once, for one person and for a few minutes only.
    .kept = Nothing was changed.
    .next = Look at it again, or ask for a new one: from your supervisor, your administrator, or another phone on which you are signed in.

problem-device-needs-key = This browser cannot keep a key
    .detail = Your network lets people work only on phones that sign what they send, and this browser has made no key.
    .kept = Nothing was changed.
    .next = Use another browser, not in a private window, or ask your administrator.

problem-device-state = Somebody decided about this phone already
    .detail = It is not as it was when you looked.
    .kept = Nothing was changed.
    .next = Look at the list again.

problem-pin-wrong = This PIN does not fit
    .detail = It does not open this phone.
    .kept = Nothing was changed. What you wrote is here, sealed.
    .next = Try again, or use your passphrase.

problem-pin-gone = The PIN opens this phone no longer
    .detail = There were too many wrong ones, or none was chosen here.
    .kept = What you wrote is here, sealed.
    .next = Use your passphrase. Then you can choose a new PIN under More.

problem-tool-not-valid = The tool cannot be published as it is
    .detail = Something in it is missing or does not hold together. What, is listed.
    .kept = Your draft is as you left it. Nothing was published.
    .next = Put right what is listed, then publish again.

problem-tool-decided = Somebody was quicker
    .detail = Somebody published, retired or restored this tool meanwhile.
    .kept = Your draft is as you left it. Nothing was published.
    .next = Look at the list of tools, then decide again.

problem-collect-key-wrong = This key is not good
    .detail = The account name and the key that this app showed do not belong together, or the key was ended.
    .kept = The filled forms stay in this app.
    .next = In Kinkeeper, under More, make a key for forms, and type it into this app's settings.

problem-form-unreadable = The form could not be read
    .detail = What was sent is no form that was filled in.
    .kept = The form stays in the app that sent it. Nothing of it was kept here.
    .next = Send it again. If it fails again, tell whoever helps you.

problem-form-unknown = This form is not known here
    .detail = The tool, or this version of it, was never published here, or its records are not about a family.
    .kept = The form stays in the app that sent it.
    .next = Download the forms again in the app. Ask an administrator whether the tool was published.

problem-form-unfit = The form does not go into this file
    .detail = Something is missing in it, or the file does not take it.
    .kept = The form waits where it was. The file is unchanged.
    .next = Look at what is said about it. Choose another file or person, or fill in the tool in Kinkeeper.

problem-form-decided = Somebody was quicker
    .detail = The form was put into a file or thrown away already.
    .kept = What was decided first holds.
    .next = Look at the list of forms again.
