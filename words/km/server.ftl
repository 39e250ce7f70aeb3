# អ្វីដែលម៉ាស៊ីនមេសរសេរដោយខ្លួនឯង ជាពិសេសលើឯកសារបោះពុម្ព។

paper-family-of = គ្រួសារ { $name }
paper-age = { $years } ឆ្នាំ
paper-age-about = ប្រហែល { $years } ឆ្នាំ
paper-died = បានទទួលមរណភាព
paper-caregiver = អ្នកថែទាំ
paper-unchecked = { $name } (លេខមិនទាន់បានផ្ទៀងផ្ទាត់)
paper-goal-open = កំពុងបន្ត
paper-goal-reached = សម្រេចបាន
paper-goal-handed-over = { $to } បន្តការងារនេះ
paper-goal-dropped = លែងត្រូវការ

paper-role-village_social_worker = បុគ្គលិកសង្គមកិច្ចភូមិ
paper-role-senior_social_worker = បុគ្គលិកសង្គមកិច្ចជាន់ខ្ពស់
paper-role-specialist = អ្នកឯកទេស
paper-role-programme_manager = អ្នកគ្រប់គ្រងកម្មវិធី
paper-role-me_officer = មន្ត្រីតាមដាន
paper-role-administrator = អ្នកគ្រប់គ្រងប្រព័ន្ធ

paper-erased-family_asked = គ្រួសារបានស្នើសុំ
paper-erased-court_order = តុលាការបានបង្គាប់
paper-erased-opened_by_mistake = ឯកសារត្រូវបានបើកដោយច្រឡំ
paper-erased-kept_long_enough = បានរក្សាទុកគ្រប់រយៈពេលតាមច្បាប់កំណត់ហើយ

paper-reader-receiver = សេវាដែលទទួល
paper-manner-opened = បានបើកឯកសារ
paper-manner-on_device = បានបើកឯកសារនៅលើទូរសព្ទ
paper-manner-copied = បានទាញព័ត៌មានថ្មីទៅទូរសព្ទ
paper-manner-printed = បានបោះពុម្ពឯកសារ
paper-manner-packet = បានអានអ្វីដែលបានផ្ញើទៅសេវា
paper-manner-by_link = បានបើកអ្វីដែលបានផ្ញើមកខ្លួន ដោយតំណ និងលេខកូដ
paper-manner-listed = បានឃើញឈ្មោះគ្រួសារក្នុងបញ្ជី
paper-manner-counted = បានរាប់បញ្ចូលគ្រួសារ ដោយមិនឃើញឈ្មោះ
paper-manner-compared = បានសួរថាតើគ្រួសារនេះធ្លាប់ស្គាល់ហើយឬនៅ
paper-manner-enquired = បានសួរថាតើអង្គការផ្សេងស្គាល់កុមារនេះឬទេ តែមិនទទួលបានព័ត៌មានអ្វីឡើយ
paper-manner-answered = បានសម្រេចថាត្រូវឆ្លើយសំណួរនោះឬអត់
paper-manner-asked = បានមើលបញ្ជីអ្នកដែលបានបើកឯកសារ
paper-manner-asked_who = បានមើលថាអ្នកណាអាចមើលឯកសារ
paper-manner-watched = បានឃើញលេខសំណុំឯកសារ ពេលតាមដានការការពារទិន្នន័យ
paper-manner-erased = បានលុបឯកសារចោល
paper-manner-tried = ចង់បើកឯកសារ
paper-manner-other = បានធ្វើអ្វីផ្សេងទៀតជាមួយឯកសារ

paper-purpose-casework = ដើម្បីធ្វើការជាមួយគ្រួសារ
paper-purpose-supervision = ដើម្បីជួយ និងពិនិត្យការងារនោះ
paper-purpose-management = ដើម្បីទទួលខុសត្រូវលើកម្មវិធី
paper-purpose-sync = ដើម្បីមានវាប្រើពេលគ្មានអ៊ីនធឺណិត
paper-purpose-offline = ដើម្បីធ្វើការជាមួយគ្រួសារ
paper-purpose-referral = ព្រោះគ្រួសារត្រូវបានបញ្ជូនទៅសេវានោះ
paper-purpose-print = ដើម្បីមានវានៅលើក្រដាស
paper-purpose-erasure = តាមការសម្រេចរបស់មនុស្សពីរនាក់
paper-purpose-emergency = ព្រោះមានអ្នកមានគ្រោះថ្នាក់
paper-purpose-transfer = ដើម្បីសម្រេចថាទទួលគ្រួសារឬទេ
paper-purpose-joint = ដើម្បីសម្រេចអំពីការធ្វើការជាមួយគ្រួសាររួមគ្នា
paper-purpose-review = ដើម្បីពិនិត្យថាពិតជាមានអាសន្នឬទេ
paper-purpose-consultation = ដើម្បីផ្ដល់យោបល់ តាមការស្នើសុំ
paper-purpose-elsewhere = ព្រោះអង្គការផ្សេងបានសួររកកុមារ
paper-purpose-protection = ដើម្បីការពារអ្វីដែលបានកត់ត្រាអំពីគ្រួសារ

section-identity = ព័ត៌មានអំពីមនុស្សក្នុងគ្រួសារ
section-narrative = ការងារជាមួយគ្នា
section-health = សុខភាព និងពិការភាព
section-protection = ក្ដីបារម្ភអំពីសុវត្ថិភាព
section-legal = ឯកសារ និងរឿងច្បាប់
section-safe_address = កន្លែងរស់នៅរបស់គ្រួសារ
section-media = រូបថត និងសំឡេងថត

language-km = ភាសាខ្មែរ
language-en = ភាសាអង់គ្លេស
language-vi = ភាសាវៀតណាម
language-cham = ភាសាចាម
language-jarai = ភាសាចារាយ

# អ្នកណាអាចមើលឯកសារ
paper-sight-lead = ទទួលបន្ទុកគ្រួសារ
paper-sight-specialist = ចុះសួរសុខទុក្ខគ្រួសារដែរ
paper-sight-supervisor = ទទួលខុសត្រូវលើការងារនោះ
paper-sight-anyone = ទទួលខុសត្រូវក្នុងអង្គការ
paper-sight-consulted = គេបានសុំយោបល់ពីគាត់
paper-sight-shared = អង្គការផ្សេង ព្រោះគ្រួសារបានយល់ព្រម
paper-sight-break_glass = បានបើកពេលមានអាសន្ន
paper-sight-whole = អានបានទាំងមូល

# Answers to a form-filling app, and what a record says that it sent.
form-sent-placed = បានទទួល។ វានៅក្នុងសំណុំឯកសារគ្រួសារហើយ។
form-sent-waits = បានទទួល។ វារង់ចាំក្នុង Kinkeeper ត្រង់ "ទម្រង់" ដើម្បីដាក់ក្នុងសំណុំឯកសារ។
form-sent-discarded = ទម្រង់នេះត្រូវបានបោះចោលមុនហើយក្នុង Kinkeeper។ មិនបានប្តូរអ្វីទេ។
form-corrected = បានកែក្នុងកម្មវិធីបំពេញទម្រង់
