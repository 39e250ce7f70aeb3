# ការសួរអង្គការផ្សេងថាស្គាល់កុមារម្នាក់ឬទេ និងការឆ្លើយតប។
elsewhere-title = តើកន្លែងផ្សេងស្គាល់កុមារនេះទេ?
elsewhere-sub = សួរអង្គការផ្សេងក្នុងបណ្ដាញ
elsewhere-intro = អ្នកទទួលបានចម្លើយដូចគ្នាជានិច្ច ទោះមានគេស្គាល់កុមារ ឬគ្មានក៏ដោយ។ អ្នកដែលស្គាល់កុមារ ជាអ្នកសម្រេចថាត្រូវទាក់ទងអ្នកឬអត់។
elsewhere-name = ឈ្មោះកុមារ
elsewhere-name-hint = ជាអក្សរខ្មែរ ឬអក្សរឡាតាំង
elsewhere-age = ឆ្នាំកំណើត ឬអាយុ
elsewhere-age-hint = ប៉ាន់ស្មានក៏បាន។ បើមិនដឹង ទុកចោលសិន។
elsewhere-age-born = កើតប្រហែលឆ្នាំ { $year }
elsewhere-age-wrong = សូមសរសេរឆ្នាំ ដូចជា 2017 ឬអាយុ ដូចជា 9
elsewhere-village = ភូមិដែលគ្រួសាររស់នៅ ឬធ្លាប់រស់នៅ
elsewhere-reason = ហេតុអ្វីបានជាអ្នកសួរ?
elsewhere-reason-hint = អ្នកដែលស្គាល់កុមារនឹងអាន។ កុំសរសេរអ្វីដែលអាចធ្វើឱ្យកុមារ ឬគ្រួសារមានគ្រោះថ្នាក់។
elsewhere-needed = សូមសរសេរត្រង់នេះផង
elsewhere-goes = អ្វីដែលត្រូវផ្ញើ ហើយអ្នកណាឃើញ
elsewhere-goes-1 = អ្វីដែលអ្នកបានសរសេរខាងលើ។
elsewhere-goes-2 = ឈ្មោះ អង្គការ និងលេខទូរសព្ទរបស់អ្នក។
elsewhere-goes-3 = មានតែអ្នកទទួលបន្ទុកគ្រួសារដែលទំនងត្រូវគ្នាប៉ុណ្ណោះដែលឃើញ។ អ្នកផ្សេងមិនឃើញទេ។
elsewhere-ask = សួរអង្គការផ្សេង
elsewhere-left = { $count ->
    [0] អស់សំណួរក្នុង 24 ម៉ោងនេះហើយ
   *[other] នៅសល់ { $count } សំណួរក្នុង 24 ម៉ោងនេះ
  }
elsewhere-asked = សំណួររបស់អ្នកបានផ្ញើហើយ
elsewhere-asked-text = បើមានអង្គការផ្សេងស្គាល់កុមារនេះ អង្គការនោះបានទទួលសំណួរហើយ និងសម្រេចថាត្រូវទាក់ទងអ្នកឬអត់។
elsewhere-asked-more = ភាពស្ងៀមស្ងាត់មិនប្រាប់អ្វីទេ៖ មិនមានន័យថាគ្មានអ្នកស្គាល់ ហើយក៏មិនមានន័យថាមានអ្នកស្គាល់ដែរ។ សូមបន្តធ្វើអ្វីដែលកុមារត្រូវការឥឡូវនេះ។
elsewhere-again = សួរអំពីកុមារម្នាក់ទៀត
elsewhere-contacts = អ្នកដែលបានទាក់ទងអ្នក
elsewhere-contacts-none = មិនទាន់មានទេ។ ពេលមានអ្នកទាក់ទង វានឹងបង្ហាញនៅទីនេះ។
elsewhere-about = អ្នកបានសួរអំពី { $name }។
elsewhere-call = ទូរសព្ទទៅ { $phone }
elsewhere-enquiries = សំណួរពីអង្គការផ្សេង
elsewhere-enquiries-sub = { $count ->
    [0] តើអ្នកស្គាល់កុមារម្នាក់ឬទេ
   *[other] { $count } កំពុងរង់ចាំអ្នក
  }
elsewhere-enquiries-text = មានគេសួរអំពីកុមារម្នាក់ ដែលអាចជាកូនក្នុងគ្រួសាររបស់អ្នក។ គាត់មិនដឹងថាអ្នកបានទទួលសំណួរនេះទេ។ អ្នកជាអ្នកសម្រេចថាត្រូវទាក់ទងគាត់ឬអត់។
elsewhere-enquiries-none = ឥឡូវនេះគ្មានអ្នកណាសួរអ្នកទេ
elsewhere-enquiries-none-text = ពេលមានគេសួរអំពីកុមារដែលអាចជាកូនក្នុងគ្រួសាររបស់អ្នក វានឹងបង្ហាញនៅទីនេះ។
elsewhere-asker = { $name } សួរ
elsewhere-child = { $sex ->
    [female] ក្មេងស្រី
    [male] ក្មេងប្រុស
   *[unknown] មិនដឹងភេទ
  }
elsewhere-until = សូមឆ្លើយមុន { $when }។ ក្រោយមក សំណួរនឹងបាត់ទៅវិញដោយខ្លួនឯង។
elsewhere-yes = ទាក់ទងគាត់
elsewhere-no = មិនទាក់ទង
elsewhere-yes-1 = គាត់នឹងដឹងឈ្មោះ អង្គការ និងលេខទូរសព្ទរបស់អ្នក ហើយដឹងថាអ្នកស្គាល់កុមារ។
elsewhere-yes-2 = គាត់មិនឃើញអ្វីក្នុងសំណុំឯកសារគ្រួសារទេ។ អ្វីដែលអ្នកប្រាប់គាត់តាមទូរសព្ទ អ្នកជាអ្នកសម្រេច។
elsewhere-no-1 = គាត់មិនដឹងអ្វីទេ៖ ចំពោះគាត់ វាដូចជាគ្មានអ្នកណាស្គាល់កុមារ។
elsewhere-why = ហេតុអ្វី?
elsewhere-why-needed = សូមជ្រើសរើសមួយ
elsewhere-why-family_agreed = គ្រួសារយល់ព្រម
elsewhere-why-family_agreed-hint = អ្នកបានសួរពួកគេ ហើយការយល់ព្រមបានកត់ត្រាទុក។
elsewhere-why-childs_safety = ដើម្បីសុវត្ថិភាពកុមារ
elsewhere-why-childs_safety-hint = មិនអាចរង់ចាំការយល់ព្រមបាន។ សូមពិភាក្សាជាមួយអ្នកគ្រប់គ្រងផ្ទាល់។
elsewhere-why-not_the_same = មិនមែនកុមារតែមួយទេ
elsewhere-why-family_did_not_agree = គ្រួសារមិនយល់ព្រម
elsewhere-why-not_safe = វាមិនមានសុវត្ថិភាព
elsewhere-why-other = រឿងផ្សេង
elsewhere-words-yes = ពាក្យផ្ញើទៅគាត់
elsewhere-words-yes-hint = ឧទាហរណ៍ ពេលណាដែលអាចទូរសព្ទមកអ្នក។ កុំនិយាយពីរឿងរបស់គ្រួសារ។
elsewhere-words-no = កំណត់ចំណាំសម្រាប់អង្គការរបស់អ្នក
elsewhere-keep-yes = ផ្ញើ
elsewhere-keep-no = រក្សាទុក
elsewhere-done-yes = ឥឡូវគាត់អាចដឹងពីរបៀបទាក់ទងអ្នក។
elsewhere-done-no = បានរក្សាទុក។ គាត់មិនដឹងអំពីរឿងនេះទេ។
elsewhere-decided = បានឆ្លើយរួច
elsewhere-decided-text = អ្វីដែលអង្គការរបស់អ្នកបានសម្រេចក្នុងប៉ុន្មានសប្ដាហ៍នេះ និងហេតុអ្វី។ អ្នកដែលសួរមិនឃើញទេ។
elsewhere-decided-yes = បានទាក់ទង
elsewhere-decided-no = មិនបានទាក់ទង
