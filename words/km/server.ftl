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
