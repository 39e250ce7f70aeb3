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
