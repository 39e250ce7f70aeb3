# ថ្ងៃនេះ៖ អ្វីដែលត្រូវការគាត់ គ្រោះថ្នាក់មុនគេ

today-morning = អរុណសួស្ដី { $name }
today-afternoon = ទិវាសួស្ដី { $name }
today-evening = សាយ័ណ្ហសួស្ដី { $name }
today-first = គ្រួសាររបស់អ្នកកំពុងមកដល់។ អ្នកអាចចាប់ផ្ដើមបានហើយ។
today-danger = គ្រោះថ្នាក់មុនគេ
today-respond = គ្រួសារដែលត្រូវជួបឆាប់ៗ
today-visits = ការចុះសួរសុខទុក្ខ
today-steps = អ្វីដែលខ្ញុំបានសន្យា
today-returned = អ្នកគ្រប់គ្រងផ្ទាល់បានប្រគល់មកវិញ
today-returned-note = មានមតិ
today-referrals = ការបញ្ជូនដែលរង់ចាំការសម្រេច
today-drafts = បានចាប់ផ្ដើម នៅមិនទាន់ចប់
today-draft-new = គ្រួសារថ្មី
today-draft-drop = ដាក់ចោល
today-draft-dropped = បានដាក់ចោល
today-soon = ក្នុងថ្ងៃខាងមុខ
today-late = យឺត { $days } ថ្ងៃ
today-now = ថ្ងៃនេះ
today-record = កត់ត្រាការចុះសួរ
today-calm = ថ្ងៃនេះគ្មានអ្វីបន្ទាន់ទេ
today-calm-text = ជាថ្ងៃល្អសម្រាប់ទៅសួរសុខទុក្ខគ្រួសារ ដែលអ្នកខានជួបយូរហើយ។
today-calm-do = មើលគ្រួសារទាំងអស់
today-begin = គ្រួសាររបស់អ្នកនឹងនៅទីនេះ
today-begin-text = ពេលមានគេប្រាប់អ្នកអំពីគ្រួសារដែលត្រូវការជំនួយ សូមកត់ត្រាការបញ្ជូន។ មិនត្រូវការអ៊ីនធឺណិតទេ។
today-desk = ការងាររបស់អ្នកនៅតុការងារ
today-desk-text = នៅទីនោះ អ្នកឃើញគ្រួសាររបស់ក្រុម អ្វីដែលយឺត និងអ្វីដែលរង់ចាំ។
