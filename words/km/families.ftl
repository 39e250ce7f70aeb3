# បញ្ជីគ្រួសារ

families-search = ស្វែងរកគ្រួសារ
families-search-hint = វាយឈ្មោះជាអក្សរខ្មែរ ឬឡាតាំង តាមសូរក៏បាន
families-held = { $count } គ្រួសារ
families-found = { $count ->
    [0] រកមិនឃើញឈ្មោះនេះក្នុងទូរសព្ទនេះទេ
   *[other] រកឃើញ { $count } គ្រួសារ
  }
families-none = មិនទាន់មានគ្រួសារនៅទីនេះទេ
families-none-text = គ្រួសារដែលអ្នកធ្វើការជាមួយ នឹងបង្ហាញទីនេះ ហើយរក្សាទុកក្នុងទូរសព្ទនេះ។ សូមចាប់ផ្ដើមពីការបញ្ជូន។
families-server-only = ស្វែងរកគ្រួសារ
families-server-only-text = ឧបករណ៍នេះមិនរក្សាទុកគ្រួសារទេ។ សូមវាយឈ្មោះ ហើយរកក្នុងម៉ាស៊ីនមេ។
families-nothing = រកមិនឃើញឈ្មោះនេះទេ
families-nothing-text = សូមសាកវាយអក្សរតិចជាងនេះ ឬវាយជាអក្សរម្យ៉ាងទៀត។ បើជាគ្រួសារថ្មី សូមកត់ត្រាការបញ្ជូន។
families-show-closed = បង្ហាញ { $count } ដែលបានបញ្ចប់ ឬបញ្ជូនបន្ត
families-hide-closed = លាក់គ្រួសារដែលបានបញ្ចប់
families-beyond = ក្រៅពីទូរសព្ទនេះ
families-beyond-text = អ្នកអាចរកគ្រួសារដែលមិនរក្សាទុកទីនេះបានដែរ។
families-beyond-none = គ្មានអ្នកផ្សេងឈ្មោះនេះ ដែលអ្នកមានសិទ្ធិមើលទេ។
families-beyond-do = រកក្នុងម៉ាស៊ីនមេ
families-choose = សូមជ្រើសរើសគ្រួសារ
families-choose-text = ទំព័រគ្រួសារនឹងបើកទីនេះ ក្បែរបញ្ជី។
families-not-here = គ្មានអ្វីនៅទីនេះទេ
families-not-here-text = គ្មានអ្វីនៅអាសយដ្ឋាននេះទេ ឬវាលែងមានក្នុងទូរសព្ទនេះ។ អ្វីដែលអ្នកបានសរសេរ មិនបាត់ទេ។
