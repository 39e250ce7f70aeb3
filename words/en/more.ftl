# Everything else: sending, what waits for a decision, settings, leaving.

more-areas = Works in { $areas }
more-demo = This is the invented network: try everything out.
more-sync = Sending and receiving
more-account = Your account
more-network = With other organisations
more-passphrase = Change the passphrase
more-lock-sub = What you wrote stays here, locked
more-sign-out = Sign out
more-sign-out-sub = Ends the session on the server
more-about = About Kinkeeper
more-about-text = Kinkeeper keeps families together. It is free software, made for the people who visit them.
more-holds = This phone keeps { $families } families and knows { $villages } villages.
more-licence = Version { $version } · Apache licence 2.0
more-leave = Sign out?
more-leave-1 = Everything is sent. This phone keeps your families, locked with your passphrase.
more-leave-2 = Next time you open it with your passphrase, with or without a network.
more-leave-unsent = { $count ->
    [one] 1 note is not sent yet
   *[other] { $count } notes are not sent yet
  }
more-leave-unsent-1 = They stay on this phone, locked with your passphrase, and nobody else sees them.
more-leave-unsent-2 = They are sent only when you sign in here again, with a network.
more-leave-unsent-3 = Better: go where there is a network, send, then sign out. To leave for a moment, lock instead.
more-leave-anyway = Sign out anyway

settings-title = How it looks and speaks
settings-language = Language
settings-khmer = ភាសាខ្មែរ
settings-english = English
settings-digits = Digits
settings-digits-khmer = ០ ១ ២ ៣
settings-digits-latin = 0 1 2 3
settings-look = Light or dark
settings-look-auto = As the phone
settings-look-light = Light
settings-look-dark = Dark
settings-lock-after = Locks by itself after
settings-lock-hint = When nobody touches it. What you typed is kept.
settings-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

sync-now = Send now
sync-busy = Sending …
sync-last = Last exchanged: { $when }.
sync-never = Nothing has been exchanged yet.
sync-offline-text = There is no network now; it goes by itself when there is.
sync-signed-out = Sign in again above, then it is sent.
sync-waiting = Waiting on this phone
sync-line-sent = the server has it

tray-title = Could not be placed
tray-text = Nothing is lost: each note is kept with the reason. Your supervisor can see it too.
tray-resend = Send again
tray-export = Save as a file
tray-aside = Put aside
tray-aside-title = Put this note aside?
tray-aside-1 = It disappears from this phone.
tray-aside-2 = On the server it stays in the tray, where your supervisor can see it.

conflict-title = Family of { $name }: two versions
conflict-empty = (empty)
conflict-now = shown now
conflict-keep = This is right
conflict-text = Neither had seen what the other wrote. Both are kept until somebody chooses.
conflict-had = Read before writing: “{ $value }”, by { $who }, { $when }
conflict-had-nothing = Nothing stood here before
conflict-mine = You ({ $who })
conflict-somebody = somebody
conflict-whose = Your supervisor or who leads the work can choose.

passphrase-text = The new passphrase opens this phone and the server. It needs a network now; other devices must sign in again.
passphrase-old = Present passphrase
passphrase-new = New passphrase
passphrase-hint = Four or five words that only you would put together
passphrase-need-old = Please type the present one.
passphrase-short = Please take at least { $least } characters.
passphrase-do = Change it
passphrase-done = The passphrase is changed
passphrase-unwrapped = The server has the new passphrase. This phone still opens with the old one, because it was locked with another. Nothing is lost.

safety-title = Is my work safe on this phone?
safety-yes = This phone keeps what you write
safety-yes-text = The browser has promised to keep it, and there is space.
safety-note = Not safe here until it is sent
safety-note-text = This browser may throw away what is not sent yet when the phone runs out of space. That is rare, and easily prevented.
safety-note-short = The phone is nearly full. What is not sent yet could get lost here.
safety-no = This browser has not promised to keep it. When the phone runs out of space, it may throw away what is not sent yet. What is sent is safe on the server.
safety-short = About { $mb } MB are left for Kinkeeper.
safety-ask = Ask the browser again
safety-do = What you can do
safety-send = Send soon
safety-home = Add Kinkeeper to the home screen
safety-home-how = In the browser’s menu: “Add to Home screen”. Most phones then keep everything.
safety-space = Make some space
safety-space-how = Delete videos or apps that you no longer need.

rescue-title = Recovery file
rescue-text = A file with what is not sent yet and with forms that you have begun. It is locked: only you can open it, with the passphrase that you have today. Keep it outside this phone.
rescue-save = Save a recovery file
rescue-saved = The recovery file is saved
rescue-nothing = Everything is sent and no form is begun: there is nothing to save.
rescue-bring = Bring a recovery file back
rescue-open-text = Which passphrase did you have when you saved this file?
rescue-passphrase = Passphrase of that day
rescue-bring-do = Bring it in
rescue-wrong = That does not open this file
rescue-wrong-next = Nothing was changed. Try the passphrase that you had when you saved it.
rescue-damaged = This file cannot be read
rescue-damaged-next = It is no recovery file, or it is damaged. Nothing was changed. If you have another copy, try that one.
rescue-other = This file is somebody else’s
rescue-other-next = Only whoever saved it can bring it back, in her own account. Nothing was changed.
rescue-brought = It is back
rescue-brought-text = Notes in the file: { $notes }. Forms begun: { $drafts }. What the server has already is not entered twice.

lost-title = This phone has thrown away what Kinkeeper kept for { $who }
lost-text = That happens when the phone runs out of space, or when somebody clears the browser’s data. What was sent is safe on the server.
lost-notes = { $count ->
    [one] 1 note
   *[other] { $count } notes
  }
lost-drafts = { $count ->
    [one] 1 form begun
   *[other] { $count } forms begun
  }
lost-unsent = Not sent by then: { $what } (as of { $when }).
lost-nothing = Everything had been sent by then (as of { $when }). Nothing of yours is lost.
lost-do = Sign in with a network: your families come back from the server.
lost-do-inside = If you have a recovery file, bring it back. Otherwise write again what is missing, while you remember it.
lost-understood = I have read it

draft-second = Another version of it
