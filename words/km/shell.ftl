# ពាក្យនៃអេក្រង់ផ្ទាល់៖ របារ ប្រអប់បំពេញ និងសញ្ញាផ្សេងៗ

number = { $value }
starting = សូមរង់ចាំបន្តិច …
close = បិទ
back = ត្រឡប់ក្រោយ
cancel = បោះបង់
undo = មិនយកវិញ
places = ទំព័រសំខាន់ៗ
skip-to-content = ទៅកាន់ខ្លឹមសារទំព័រ

place-today = ថ្ងៃនេះ
place-families = គ្រួសារ
place-referrals = ការបញ្ជូន
place-more = ផ្សេងទៀត

field-optional = បើដឹង
select-choose = សូមជ្រើសរើស …
combo-type = វាយអក្សរពីរបីតួ
combo-nothing = រកមិនឃើញទេ។ សូមសាកវាយអក្សរតិចជាងនេះ ឬវាយជាអក្សរឡាតាំង។
combo-choose-another = ជ្រើសរើសមួយផ្សេងទៀត
date-day = ថ្ងៃ
date-month = ខែ
date-year = ឆ្នាំ
date-not-known = មិនដឹង
date-about = ប្រហែល
date-about-hint = គ្មាននរណាចាំច្បាស់ទេ
scale-before = លើកមុន៖ { $value }

signature-drawn = ហត្ថលេខា
signature-thumb = ស្នាមមេដៃ
signature-here = សូមចុះហត្ថលេខាទីនេះដោយម្រាមដៃ
signature-given = បានចុះហត្ថលេខា
signature-again = ម្ដងទៀត
signature-thumb-press = សូមចុចទីនេះ ពេលបានផ្ដិតមេដៃលើក្រដាសរួច
signature-thumb-given = បានផ្ដិតមេដៃ

sync-kept = បានទុកក្នុងទូរសព្ទនេះ
sync-sent = បានផ្ញើទាំងអស់ហើយ
sync-on-its-way = ម៉ាស៊ីនមេបានទទួលហើយ
sync-unsent = { $count } មិនទាន់បានផ្ញើ
sync-offline = ពេលនេះគ្មានអ៊ីនធឺណិត
sync-trouble = មានបញ្ហាត្រូវពិនិត្យ
trouble-phone-full = ទូរសព្ទពេញហើយ។ អ្វីដែលអ្នកបានសរសេរនៅមានទីនេះ ប៉ុន្តែមិនអាចរក្សាទុកឱ្យមានសុវត្ថិភាពបានទេ៖ សូមលុបអ្វីខ្លះចេញពីទូរសព្ទ។ យើងនឹងព្យាយាមរក្សាទុកម្ដងទៀត។
trouble-not-kept = ទូរសព្ទមិនអាចរក្សាទុកការកែប្រែចុងក្រោយបានទេ។ វានៅមានទីនេះនៅឡើយ សូមកុំបិទទំព័រនេះ។ យើងនឹងព្យាយាមម្ដងទៀត។
update-ready = មានកំណែថ្មីហើយ
update-take = ប្រើឥឡូវនេះ
tab-elsewhere-title = កំពុងបើកក្នុងផ្ទាំងផ្សេង
tab-elsewhere-text = Kinkeeper ដំណើរការតែក្នុងផ្ទាំងមួយប៉ុណ្ណោះក្នុងពេលតែមួយ ដើម្បីកុំឱ្យមានអ្វីត្រូវបានផ្ញើពីរដង។
tab-elsewhere-take = ប្រើនៅទីនេះ

section-seen-by = អ្នកដែលមើលឃើញ៖ { $who }

risk-high = ហានិភ័យខ្ពស់
risk-medium = ហានិភ័យមធ្យម
risk-low = ហានិភ័យទាប

month-1 = មករា
month-2 = កុម្ភៈ
month-3 = មីនា
month-4 = មេសា
month-5 = ឧសភា
month-6 = មិថុនា
month-7 = កក្កដា
month-8 = សីហា
month-9 = កញ្ញា
month-10 = តុលា
month-11 = វិច្ឆិកា
month-12 = ធ្នូ

weekday-1 = ថ្ងៃចន្ទ
weekday-2 = ថ្ងៃអង្គារ
weekday-3 = ថ្ងៃពុធ
weekday-4 = ថ្ងៃព្រហស្បតិ៍
weekday-5 = ថ្ងៃសុក្រ
weekday-6 = ថ្ងៃសៅរ៍
weekday-7 = ថ្ងៃអាទិត្យ
