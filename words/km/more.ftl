# ផ្សេងទៀត៖ ការផ្ញើ អ្វីដែលរង់ចាំការសម្រេច ការកំណត់ និងការចាកចេញ

more-areas = ធ្វើការនៅ { $areas }
more-demo = នេះជាបណ្ដាញប្រឌិត៖ សាកល្បងបានទាំងអស់។
more-sync = ការផ្ញើ និងទទួល
more-account = គណនីរបស់អ្នក
more-network = ជាមួយអង្គការផ្សេង
more-passphrase = ប្ដូរឃ្លាសម្ងាត់
more-lock-sub = អ្វីដែលអ្នកបានសរសេរ នៅទីនេះ ដោយចាក់សោ
more-sign-out = ចាកចេញ
more-sign-out-sub = បញ្ចប់វគ្គប្រើប្រាស់នៅម៉ាស៊ីនមេ
more-about = អំពី Kinkeeper
more-about-text = Kinkeeper ជួយឱ្យគ្រួសារនៅជុំគ្នា។ វាជាកម្មវិធីសេរី ធ្វើឡើងសម្រាប់អ្នកដែលចុះសួរសុខទុក្ខគ្រួសារ។
more-holds = ទូរសព្ទនេះរក្សាទុក { $families } គ្រួសារ ហើយស្គាល់ { $villages } ភូមិ។
more-licence = កំណែ { $version } · អាជ្ញាបណ្ណ Apache 2.0
more-leave = ចាកចេញមែនទេ?
more-leave-1 = បានផ្ញើទាំងអស់ហើយ។ ទូរសព្ទនេះរក្សាទុកគ្រួសាររបស់អ្នក ដោយចាក់សោនឹងឃ្លាសម្ងាត់របស់អ្នក។
more-leave-2 = លើកក្រោយ អ្នកបើកវាដោយឃ្លាសម្ងាត់ មានអ៊ីនធឺណិតក៏បាន គ្មានក៏បាន។
more-leave-unsent = កំណត់ត្រា { $count } មិនទាន់បានផ្ញើ
more-leave-unsent-1 = វានៅក្នុងទូរសព្ទនេះ ចាក់សោនឹងឃ្លាសម្ងាត់របស់អ្នក ហើយគ្មាននរណាផ្សេងឃើញទេ។
more-leave-unsent-2 = វានឹងផ្ញើតែពេលអ្នកចូលប្រើប្រាស់ទីនេះម្ដងទៀត ដោយមានអ៊ីនធឺណិត។
more-leave-unsent-3 = ល្អជាងនេះ៖ ទៅកន្លែងមានអ៊ីនធឺណិត ផ្ញើ រួចសឹមចាកចេញ។ បើចាកចេញតែមួយភ្លែត សូមចាក់សោវិញ។
more-leave-anyway = ចាកចេញទោះបីយ៉ាងនេះក្ដី

settings-title = រូបរាង និងភាសា
settings-language = ភាសា
settings-khmer = ភាសាខ្មែរ
settings-english = English
settings-digits = លេខ
settings-digits-khmer = លេខខ្មែរ
settings-digits-latin = លេខឡាតាំង
settings-look = ភ្លឺ ឬងងឹត
settings-look-auto = តាមទូរសព្ទ
settings-look-light = ភ្លឺ
settings-look-dark = ងងឹត
settings-lock-after = ចាក់សោដោយខ្លួនឯងក្រោយ
settings-lock-hint = ពេលគ្មាននរណាប៉ះវា។ អ្វីដែលអ្នកបានសរសេរ នៅដដែល។
settings-minutes = { $count } នាទី

sync-now = ផ្ញើឥឡូវនេះ
sync-busy = កំពុងផ្ញើ …
sync-last = ផ្ញើ និងទទួលចុងក្រោយ៖ { $when }។
sync-never = មិនទាន់បានផ្ញើ ឬទទួលអ្វីទេ។
sync-offline-text = ពេលនេះគ្មានអ៊ីនធឺណិត ពេលមាន វានឹងផ្ញើដោយខ្លួនឯង។
sync-signed-out = សូមចូលប្រើប្រាស់ម្ដងទៀតនៅខាងលើ រួចវានឹងផ្ញើ។
sync-waiting = រង់ចាំក្នុងទូរសព្ទនេះ
sync-line-sent = ម៉ាស៊ីនមេបានទទួល

tray-title = មិនអាចដាក់ចូលបាន
tray-text = គ្មានអ្វីបាត់ទេ៖ កំណត់ត្រានីមួយៗត្រូវបានរក្សាទុកជាមួយមូលហេតុ។ អ្នកគ្រប់គ្រងផ្ទាល់របស់អ្នកក៏អាចឃើញដែរ។
tray-resend = ផ្ញើម្ដងទៀត
tray-export = រក្សាទុកជាឯកសារ
tray-aside = ដាក់មួយឡែក
tray-aside-title = ដាក់កំណត់ត្រានេះមួយឡែក?
tray-aside-1 = វានឹងបាត់ពីទូរសព្ទនេះ។
tray-aside-2 = នៅម៉ាស៊ីនមេ វានៅក្នុងថាសដដែល ដែលអ្នកគ្រប់គ្រងផ្ទាល់របស់អ្នកអាចមើលឃើញ។

conflict-title = គ្រួសារ { $name }៖ មានពីរយ៉ាង
conflict-empty = (ទទេ)
conflict-now = កំពុងបង្ហាញ
conflict-keep = មួយនេះត្រូវ
conflict-text = ម្នាក់ៗមិនបានឃើញអ្វីដែលម្នាក់ទៀតសរសេរទេ។ យើងរក្សាទុកទាំងពីរ រហូតដល់មានអ្នកជ្រើស។
conflict-had = មុនសរសេរ បានអាន៖ «{ $value }» ដោយ { $who } { $when }
conflict-had-nothing = ពីមុនគ្មានអ្វីនៅទីនេះទេ
conflict-mine = អ្នក ({ $who })
conflict-whose = អ្នកគ្រប់គ្រង ឬអ្នកទទួលបន្ទុកអាចជ្រើសបាន។

passphrase-text = ឃ្លាសម្ងាត់ថ្មីបើកទូរសព្ទនេះ និងម៉ាស៊ីនមេ។ ពេលនេះត្រូវការអ៊ីនធឺណិត ឧបករណ៍ផ្សេងត្រូវចូលប្រើប្រាស់ម្ដងទៀត។
passphrase-old = ឃ្លាសម្ងាត់បច្ចុប្បន្ន
passphrase-new = ឃ្លាសម្ងាត់ថ្មី
passphrase-hint = ពាក្យបួនឬប្រាំ ដែលមានតែអ្នកទេនឹងដាក់បញ្ចូលគ្នា
passphrase-need-old = សូមវាយឃ្លាសម្ងាត់បច្ចុប្បន្ន។
passphrase-short = សូមប្រើយ៉ាងតិច { $least } តួអក្សរ។
passphrase-do = ប្ដូរ
passphrase-done = បានប្ដូរឃ្លាសម្ងាត់
passphrase-unwrapped = ម៉ាស៊ីនមេមានឃ្លាសម្ងាត់ថ្មីហើយ។ ទូរសព្ទនេះនៅបើកដោយឃ្លាចាស់ ព្រោះវាត្រូវបានចាក់សោដោយឃ្លាផ្សេង។ គ្មានអ្វីបាត់ទេ។
