# Signing in: passkeys, codes, one more step, this phone's own store, where one is signed in, recovery by two

session-used-up = This first passphrase is used up
session-used-up-next = It works once, on one device, and only for some days. Use the passphrase that you chose yourself, or ask your administrator for a new first one.

passkey-enter = Sign in with a passkey
passkey-stopped = The passkey was not used
passkey-stopped-detail = Either it was stopped, or this device has no passkey for Kinkeeper.
passkey-stopped-next = Try again, or sign in with your passphrase.

step-missing = One step of signing in is missing
step-missing-text = You can go on working. What you write is sent once you have finished signing in.
step-missing-do = Finish signing in
step-leave = Not now: back to the beginning
step-later = Not now: back to work
step-later-text = What you write stays on this phone until you have finished.
step-passphrase = Choose your own passphrase
step-passphrase-text = The one that you were given was only for this first time. From now on only you know what opens Kinkeeper.
step-passphrase-given = The passphrase that you were given
step-passphrase-own = Your own passphrase
step-passphrase-do = Take this one
step-factor = Show that it is you
step-factor-text = Your passphrase was right. Now your passkey, or a code from your app.
step-code = Code
step-code-hint = Six digits from your app, or one of your codes on paper
step-code-do = Go on
step-factor-lost = If you have lost passkey, app and paper, ask your administrator. Two people together can let you in again.
step-enrolment = One more lock for your account
step-enrolment-text = You see the files of many families. So your passphrase alone is not enough: please add one of these. It takes a minute.

store-changed = Your passphrase was changed
store-changed-text = You are signed in. But what this phone keeps is still locked with your old passphrase. Type the old one, once: then your new one opens this phone too.
store-locked = Now open this phone
store-locked-text = You are signed in. What this phone keeps is locked with a passphrase of its own.
store-old = Old passphrase
store-own = Passphrase of this phone
store-wrong = That does not open this phone
store-wrong-next = Nothing was changed. Please try again; look whether the keyboard writes Khmer or Latin letters.
store-open-changed = Open, and use the new one from now on
store-forgotten = I no longer know it
store-aside-title = Begin anew beside the old one?
store-aside-1 = What this phone keeps stays here, locked. Nothing is removed.
store-aside-2 = What was never sent lies in it, until you remember the old passphrase and open it under “More”.
store-aside-3 = You begin with an empty store. What was sent comes back from the server.
store-aside-do = Begin anew
store-new = A passphrase for this phone
store-new-text = It locks what this phone keeps of your families, also without a network. Best take the passphrase of your account.
store-new-label = Passphrase for this phone
store-new-do = Lock this phone with it

aside-title = An older store of yours
aside-text = Put aside { $when }, locked with an old passphrase. What was not sent from it is still in it.
aside-open = Open and bring back
aside-remove = Remove for good
aside-remove-title = Remove it with everything in it?
aside-remove-1 = What was never sent from it is lost for ever. Nobody can bring it back.
aside-remove-2 = What was sent is safe on the server.
aside-opened = What was not sent is back

more-factors = Passkeys and codes
more-factors-sub = How you show that it is you
more-sessions = Where you are signed in
more-sessions-sub = Sign a lost phone out
more-recoveries = Letting somebody in again
more-recoveries-sub = Two people decide

factor-page-text = A passkey or an app with codes keeps others out, even if somebody learns your passphrase.
factor-page-must = With your role a passphrase alone is not enough. Two of these are better than one: if one is lost, the other lets you in.
factor-yours = What you have
factor-none = Only your passphrase so far.
factor-add = Add another
factor-passkey = Passkey on this device
factor-passkey-sub = Your finger, your face or the lock of your phone
factor-passkey-text = This device will ask for your finger, your face or its lock. What it checks never leaves it.
factor-passkey-do = Make the passkey
factor-app = App with codes
factor-app-sub = An app shows six digits that change every half minute
factor-app-text = Open your app with codes, such as Aegis or Google Authenticator, and let it look at this picture.
factor-app-picture = Picture for the app with codes
factor-app-typed = Or type this into the app:
factor-app-open = Open it in an app on this phone
factor-app-code = The code that the app shows now
factor-app-code-hint = Six digits
factor-app-do = Check the code
factor-other-way = Another way
factor-not-now = Not now
factor-name = What to call it
factor-name-hint = So that you know it again, such as “Blue phone”
factor-added-at = Added { $when }
factor-used-at = Used { $when }
factor-codes = Codes on paper
factor-codes-left = { $count ->
    [one] { $count } is left. Press for new ones.
   *[other] { $count } are left. Press for new ones.
}
factor-added = Added
factor-removed = Removed
factor-remove = Remove
factor-remove-title = Remove “{ $name }”?
factor-remove-1 = It no longer opens Kinkeeper.
factor-remove-2 = Remove it from the device too, in its list of passkeys.
factor-remove-app-1 = Its codes no longer open Kinkeeper. Codes on paper go with the last one that you have.
factor-until = Please add a passkey or an app by { $when }
factor-until-text = With your role a passphrase alone is not enough.
factor-until-do = Add it now

codes-title = Write these codes down
codes-text = If you lose phone and app, each of them lets you in once. Keep the paper where you keep money, not with the phone. They are shown only now.
codes-save = Save as a file
codes-written = I have them on paper, or in a safe place
codes-done = Done

prove-title = Is it you?
prove-text = Changing how you sign in needs your passphrase once more.
prove-passkey = With a passkey instead
prove-do = Go on

sessions-text = Every device on which your account is open. Do you not know one of them? End it, and change your passphrase.
sessions-some-device = A device
sessions-this = This one
sessions-since = Since { $when }
sessions-seen = Used { $when }
sessions-end = End it
sessions-end-others = End all others
sessions-end-1 = They are out at once, at their next step.
sessions-end-2 = What they keep stays there, locked, and what is not sent waits there.
sessions-ended = Ended

proof-passphrase = passphrase
proof-passkey = passkey
proof-code = code
proof-written-code = code on paper
proof-provider = sign-in of the organisation

access-title = Where she is signed in
access-nowhere = Nowhere at the moment.
access-end-all = End all
access-recover = Lost everything
access-recover-hint = A new first passphrase does not replace a lost passkey or app. If she has lost those, two people must let her in again.

recovery-text = Somebody who has lost passphrase, passkey and app is let in again only by two people. Talk to her first, and be sure that it is she.
recovery-none = Nothing to decide
recovery-none-text = An administrator proposes it in the list of workers.
recovery-by = Proposed by { $name }, { $when }
recovery-other = A second person must confirm it: her supervisor or another administrator.
recovery-confirm = It is she: confirm
recovery-refuse = Refuse
recovery-confirm-title = Let { $name } in again?
recovery-confirm-1 = You have spoken with her yourself, and are sure that it is she.
recovery-confirm-2 = Her passkeys, app and codes are removed, and she is signed out everywhere.
recovery-confirm-3 = You are shown the second half of her first passphrase. Both your names stand in the log.
recovery-propose-title = Let { $name } in again?
recovery-propose-1 = You are shown the first half of her first passphrase, now, once.
recovery-propose-2 = A second person must confirm it within three days and is shown the second half.
recovery-state-proposed = Waits
recovery-state-confirmed = Confirmed
recovery-state-refused = Refused
recovery-state-late = Waited too long
half-first = First half for { $name }
half-first-text = Tell it to her, to nobody else. It is shown only now, and opens nothing before a second person has confirmed and given her the other half.
half-second = Second half for { $name }
half-second-text = Tell it to her, to nobody else. It is shown only now. She types the first half, then this one, as one passphrase, and then chooses her own.

provider-enter = Sign in through { $name }
provider-failed = The sign-in of your organisation did not work. Try again, or ask your administrator.
provider-name = Name or e-mail address at { $name }
provider-invite = Let her sign in through { $name }
provider-invited = Invited: at her next sign-in there it is bound to her
