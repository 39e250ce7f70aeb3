# Tools of every kind: what answers look like, what they amount to, records over time.

assess-riel = រៀល
assess-dollars = ដុល្លារ
assess-field-riel = { $label } (រៀល)
assess-time = ម៉ោង
assess-amount-riel = { $amount } រៀល
assess-amount-dollars = { $amount } ដុល្លារ
assess-about = ប្រហែល { $what }
assess-nothing-of-this = គ្មានអ្វីក្នុងចំណោមនេះទេ
assess-acknowledge = បាទ/ចាស បានធ្វើរួច
assess-acknowledged = បានធ្វើរួច
assess-evidence = តើអ្នកបានឃើញ ឬបានឮអ្វី?
assess-not-reckoned = មិនទាន់មានអ្វីត្រូវគណនាទេ
assess-rank-first = ប៉ះចំណុចសំខាន់ជាងគេមុន
assess-rank-next = ប៉ះចំណុចបន្ទាប់
assess-rank-up = រំកិលឡើងលើ៖ { $name }
assess-rank-down = រំកិលចុះក្រោម៖ { $name }
assess-rank-out = ដកចេញ៖ { $name }
assess-who-signs = តើអ្នកណាចុះហត្ថលេខា?
assess-photo = រូបថត
assess-no-recorder = ការថតសំឡេងធ្វើក្នុងកម្មវិធីផ្សេង ដូចជា ODK Collect។ នៅទីនេះ សូមសរសេរអ្វីដែលបាននិយាយ។
assess-photo-none = មិនទាន់មានរូបថតក្នុងសំណុំឯកសារនេះទេ។
assess-photo-take = បន្ថែមរូបថត
assess-photo-count = រូបថត { $count } សន្លឹក ក្នុងសំណុំឯកសារ
assess-repeat-number = { $what } · { $number }
assess-discipline = បំពេញដោយ៖ { $who }

# Drawing
draw-tools = ពណ៌ និងសញ្ញា
draw-colour = ពណ៌ទី { $number }
draw-thick = ក្រាស់
draw-thin = ស្តើង
draw-words = អក្សរ
draw-words-what = តើត្រូវសរសេរអ្វីនៅទីនោះ?
draw-words-put = ដាក់នៅទីនោះ
draw-here = គូរនៅទីនេះ
draw-drawn = បានគូររួច
draw-hint-line = គូរដោយម្រាមដៃ
draw-hint-words = ប៉ះកន្លែងដែលត្រូវដាក់អក្សរ
draw-hint-sign = ប៉ះកន្លែងដែលត្រូវដាក់សញ្ញា
draw-undo = ដកថយវិញ
draw-clear = គូរម្ដងទៀតពីដើម
draw-sign-smile = មុខសប្បាយ
draw-sign-meh = មុខធម្មតា
draw-sign-frown = មុខកើតទុក្ខ
draw-sign-heart = បេះដូង
draw-sign-star = ផ្កាយ
draw-sign-sun = ព្រះអាទិត្យ
draw-sign-cloud = ពពកភ្លៀង
draw-sign-house = ផ្ទះ

# Places from the phone
place-here = នៅត្រង់នេះ កន្លែងដែលខ្ញុំឈរ
place-next = ចំណុចបន្ទាប់ នៅត្រង់នេះ
place-looking = កំពុងរកកន្លែងដែលអ្នកនៅ …
place-clear = ដកចេញ
place-failed = ទូរសព្ទរកកន្លែងដែលអ្នកនៅមិនឃើញទេ។ គ្មានអ្វីបាត់បង់ឡើយ៖ សូមសាកម្ដងទៀតនៅទីវាល ឬបន្តដោយមិនបាច់ដាក់ទីកន្លែង។

# What it amounts to
assess-band-before = លើកមុន៖ { $band }
assess-band-set = តាមការគណនា៖ { $band }។ ត្រូវបានកំណត់ផ្សេង ដោយសារ៖
assess-band-forced = កំណត់ដូច្នេះ ដោយសារ៖
assess-score-before = លើកមុន { $value }
assess-score-answered = បានឆ្លើយ { $answered } ក្នុងចំណោម { $of }
assess-gates = លក្ខខណ្ឌដែលត្រូវបំពេញ
assess-gate-holds = បំពេញបាន
assess-gate-fails = មិនទាន់បំពេញបាន
assess-gate-unknown = មិនទាន់អាចដឹងបាន
assess-next-steps = អ្វីដែលអាចធ្វើបន្ត
assess-step-go = ទៅទីនោះ
assess-override-open = ខ្ញុំយល់ឃើញខុសពីនេះ
assess-override = តើអ្នកយល់ឃើញយ៉ាងណា?
assess-override-why = ហេតុអ្វីអ្នកយល់ឃើញខុសពីនេះ?
assess-override-back = ទុកតាមការគណនា

# A completed record
assess-not-here = ឧបករណ៍នេះមិនទាន់មានក្នុងទូរសព្ទនេះទេ
assess-not-here-text = វានឹងមកដល់ពេលភ្ជាប់អ៊ីនធឺណិតលើកក្រោយ។ អ្វីដែលបានសរសេរនៅរក្សាទុកដដែល។
assess-over-time = តាមពេលវេលា
assess-trend = { $what } ពី { $from } ដល់ { $to }៖ { $values }
assess-version = កំណែទី { $version }។
assess-print = បោះពុម្ព
assess-revise = កែតម្រូវកំណត់ត្រានេះ
assess-revise-why = តើមានអ្វីខុសក្នុងកំណត់ត្រាមុន?
assess-revise-why-needed = សូមបញ្ជាក់ថាមានអ្វីខុស
assess-was-revised = កំណត់ត្រានេះត្រូវបានកែតម្រូវហើយ។ ត្រូវយកកំណត់ត្រាថ្មីជាការ។
assess-see-revision = មើលកំណត់ត្រាថ្មី
assess-revises = វាកែតម្រូវកំណត់ត្រាមុន៖
assess-other-records = កំណត់ត្រាផ្សេងទៀត

# Choosing a tool
tools-title = ជ្រើសរើសឧបករណ៍
tools-search = រកតាមឈ្មោះ
tools-about-child = អំពីកុមារម្នាក់
tools-about-carer = អំពីអ្នកដែលមើលថែកុមារ
tools-about-family = អំពីគ្រួសារ
tools-about-network = អំពីមនុស្សនៅជុំវិញគ្រួសារ
tools-none = គ្មានឧបករណ៍ណាមានពាក្យនេះក្នុងឈ្មោះទេ
tools-none-text = សូមសាកពាក្យផ្សេង ឬពាក្យខ្លីជាងនេះ។
family-tool-open = មើលកំណត់ត្រាទាំងមូល
family-tools-more = ឧបករណ៍ផ្សេងទៀត
