# ពាក្យដែលអេក្រង់ជាច្រើនប្រើរួមគ្នា៖ តួនាទី ដំណាក់កាល អ្វីដែលបន្ទាន់ អ្វីដែលបានធ្វើ និងសាវតារនៃការងារ

common-family-of = គ្រួសារ { $name }
common-family-unnamed = គ្រួសារដែលមិនទាន់ស្គាល់ឈ្មោះ
common-open = បើក
common-open-family = បើកមើលគ្រួសារ
common-next = បន្ត
common-save = រក្សាទុក
common-again = ព្យាយាមម្ដងទៀត
common-yes = បាទ/ចាស
common-no = ទេ
common-unknown = មិនដឹង
common-looking = កំពុងរក …
common-show-more = បង្ហាញ { $count } ទៀត
common-age = { $years } ឆ្នាំ
common-age-about = ប្រហែល { $years } ឆ្នាំ

api-offline = ពេលនេះមិនអាចភ្ជាប់បានទេ
api-offline-detail = មិនអាចទាក់ទងទៅម៉ាស៊ីនមេបានទេ។
api-offline-kept = អ្វីដែលអ្នកបានវាយ នៅទីនេះដដែល។
api-offline-next = សូមព្យាយាមម្ដងទៀត ពេលមានអ៊ីនធឺណិត។
api-offline-write = ពេលនេះគ្មានអ៊ីនធឺណិតទេ។ អ្នកអាចសរសេរបាន៖ វារក្សាទុកលើទូរសព្ទនេះ។ សូមផ្ញើ ពេលមានអ៊ីនធឺណិត។
api-broken = មិនបានសម្រេចទេ
api-broken-detail = ម៉ាស៊ីនមេឆ្លើយថា { $status }។
api-number = លេខសម្រាប់ប្រាប់អ្នកគ្រប់គ្រងប្រព័ន្ធ៖ { $number }

role-village_social_worker = បុគ្គលិកសង្គមកិច្ចភូមិ
role-senior_social_worker = បុគ្គលិកសង្គមកិច្ចជាន់ខ្ពស់
role-specialist = អ្នកឯកទេស
role-programme_manager = អ្នកគ្រប់គ្រងកម្មវិធី
role-me_officer = មន្ត្រីតាមដាន និងវាយតម្លៃ
role-administrator = អ្នកគ្រប់គ្រងប្រព័ន្ធ
role-data_protection_officer = មន្ត្រីការពារទិន្នន័យ

stage-new = ថ្មី
stage-referred = រង់ចាំការសម្រេច
stage-declined = មិនបានទទួល
stage-passed_on = បានបញ្ជូនបន្ត
stage-accepted = បានទទួល មិនទាន់ជួប
stage-open = កំពុងធ្វើការជាមួយគ្នា
stage-closed = បានបញ្ចប់
stage-withdrawn = បានដកវិញ

press-danger-unanswered = គ្រោះថ្នាក់៖ មិនទាន់មាននរណាឆ្លើយ
press-danger = អាចមានអ្នកកំពុងមានគ្រោះថ្នាក់
press-respond-late = { $hours ->
    [0] ទើបតែហួសពេលត្រូវជួប
   *[other] ហួសពេលត្រូវជួប { $hours } ម៉ោងហើយ
  }
press-respond = { $hours ->
    [0] ត្រូវជួបក្នុងមួយម៉ោងនេះ
   *[other] នៅសល់ { $hours } ម៉ោងសម្រាប់ទៅជួប
  }
press-visit-late = ការចុះសួរយឺត { $days } ថ្ងៃ
press-visit-today = ត្រូវចុះសួរថ្ងៃនេះ
press-visit-soon = { $days ->
    [1] ត្រូវចុះសួរថ្ងៃស្អែក
   *[other] ត្រូវចុះសួរក្នុង { $days } ថ្ងៃទៀត
  }
press-review-waiting = រង់ចាំអ្នកគ្រប់គ្រងផ្ទាល់
press-review-late = ការពិនិត្យឡើងវិញយឺត { $days } ថ្ងៃ
press-assessment-due = ដល់ពេលវាយតម្លៃជាមួយគ្នាម្ដងទៀត
press-step-late = មានជំហានមួយយឺត { $days } ថ្ងៃ
press-conflict = មាន { $count } ចំណុចត្រូវសម្រេច
press-refused = កំណត់ត្រា { $count } មិនអាចមានប្រសិទ្ធភាព
press-tray = កំណត់ត្រា { $count } មិនអាចដាក់ចូលបាន
press-referral-waiting = រង់ចាំការសម្រេច

alike-title = ប្រហែលយើងស្គាល់គ្រួសារនេះរួចហើយ
alike-text = សូមមើលសិន មុនសរសេរជាលើកទីពីរ។
alike-open = មើលគ្រួសារនេះ
alike-beyond = មានគ្រួសារមួយនៅម៉ាស៊ីនមេ ស្រដៀងនឹងគ្រួសារនេះ។
alike-ask = អង្គការរបស់អ្នកស្គាល់គ្រួសារស្រដៀងនេះ។ សូមសួរ { $name }។
alike-elsewhere = អង្គការរបស់អ្នកស្គាល់គ្រួសារស្រដៀងនេះ ដែលអ្នកមិនអាចបើកមើលបាន។ សូមសួរអ្នកគ្រប់គ្រងផ្ទាល់របស់អ្នក។
alike-same-name = ឈ្មោះដូចគ្នា
alike-similar-name = ឈ្មោះស្រដៀងគ្នា
alike-sounds-alike = ឈ្មោះសូរស្រដៀងគ្នា
alike-same-sex = ភេទដូចគ្នា
alike-other-sex = ភេទផ្សេងគ្នា
alike-same-year = កើតឆ្នាំជាមួយគ្នា
alike-near-year = អាយុប្រហាក់ប្រហែលគ្នា
alike-other-year = អាយុផ្សេងគ្នា
alike-same-village = ភូមិតែមួយ
alike-same-commune = ឃុំតែមួយ
alike-same-district = ស្រុកតែមួយ
alike-other-district = ស្រុកផ្សេងគ្នា
alike-sign-name = ឈ្មោះ
alike-sign-birth-year = ឆ្នាំកំណើត
alike-sign-sex = ភេទ
alike-sign-village = ភូមិ
alike-sign-commune = ឃុំ

done-referral = បានរក្សាទុកការបញ្ជូន
done-accepted = បានទទួលយក
done-assigned = បានចាត់តាំង
done-saved = បានរក្សាទុក
done-decided = បានជ្រើសហើយ។ អ្វីដែលមិនបានជ្រើស នៅក្នុងប្រវត្តិ។
done-visit = បានរក្សាទុកការចុះសួរសុខទុក្ខ
done-assessment = បានរក្សាទុកការវាយតម្លៃ
done-concern = បានរក្សាទុក។ អ្នកគ្រប់គ្រងផ្ទាល់របស់អ្នកនឹងដឹងភ្លាម ឬពេលមានអ៊ីនធឺណិត
done-closing-asked = បានស្នើអ្នកគ្រប់គ្រងផ្ទាល់ឱ្យបិទករណី
done-closed = បានចុះហត្ថលេខា។ ការងារជាមួយគ្រួសារនេះបានបញ្ចប់
done-signed = បានចុះហត្ថលេខា
done-undone = បានយកមកវិញ
done-resent = កំពុងផ្ញើម្ដងទៀត

undo-too-late = បានផ្ញើទៅហើយ មិនអាចយកមកវិញបានទេ។ អ្នកអាចកែវានៅក្នុងសំណុំឯកសារ។

rejected-wrong_stream = នេះមិនមែនជារបស់សំណុំឯកសារនេះទេ។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
rejected-unknown_person = មានឈ្មោះមនុស្សម្នាក់ដែលមិនមាន ឬលែងមានក្នុងសំណុំឯកសារនេះ។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល សូមជ្រើសរើសមនុស្សម្ដងទៀត។
rejected-unknown_thing = រកមិនឃើញ ឬលែងមានក្នុងសំណុំឯកសារ៖ { $what }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល សូមត្រឡប់ទៅមើលទំព័រគ្រួសារ។
rejected-already_there = មានរួចហើយ៖ { $what }។ គ្មានអ្វីត្រូវបានសរសេរពីរដងទេ។
rejected-wrong_stage = មិនអាចធ្វើបានទេ ពេលគ្រួសារស្ថិតក្នុងដំណាក់កាល «{ $stage }»។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
rejected-no_consent = គ្រួសារមិនទាន់បានយល់ព្រមលើរឿងនេះទេ។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល សូមពិភាក្សាជាមួយគ្រួសារអំពីការយល់ព្រមជាមុនសិន។
rejected-not_possible = { $why ->
    [empty] នៅខ្វះ៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [in_the_future] ថ្ងៃនេះមិនទាន់មកដល់ទេ៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [too_long_ago] ថ្ងៃនេះយូរពេកហើយ៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [self_relation] មនុស្សម្នាក់មិនអាចជាទាំងពីរបានទេ៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [before_from] មិនអាចចប់មុនចាប់ផ្ដើមបានទេ៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [too_long] វែងជាងអ្វីដែលអនុញ្ញាត៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [not_plain] ប្រើបានតែអក្សរឡាតាំងតូច លេខ ចំណុច និងសហសញ្ញា៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [excluded] អ្នកនេះមិនត្រូវមើលគ្រួសារនេះទេ៖ { $field }។ អ្វីដែលអ្នកសរសេរនៅមានដដែល។
    [not_agreed] មិនបានព្រមព្រៀងថា អង្គការរបស់អ្នកសរសេររឿងនេះជាមួយគ្រួសារនេះទេ។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។ សូមពិភាក្សាជាមួយអ្នកដែលដឹកនាំ។
    [withheld] មានម្នាក់ក្នុងគ្រួសារមិនចង់ឱ្យប្រាប់រឿងនេះទៅទីនោះទេ។ អ្វីដែលអ្នកសរសេរនៅតែមាន។ សូមសួរគាត់ម្ដងទៀត មុនពេលផ្ញើអ្វីចេញ។
    [too_few] ខ្វះអ្វីដែលចាំបាច់៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
    [related] អ្នកទាំងពីរជាឪពុកម្ដាយនិងកូន ឬជាប្ដីប្រពន្ធ៖ មិនអាចជាមនុស្សតែម្នាក់ទេ។ បើចំណងនោះខុស សូមដកចេញសិន។
    [through_others] អ្នកទាំងពីរជាមនុស្សតែម្នាក់ តាមរយៈអ្នកទីបី។ សូមបំបែកនៅកន្លែងដែលបានដាក់បញ្ចូល។
    [folded_already] ឯកសារមួយក្នុងចំណោមពីរ ត្រូវបានបញ្ចូលទៅឯកសារផ្សេងរួចហើយ។ សូមជ្រើសរើសឯកសារនោះ ឬបំបែកវាសិន។
   *[other] មិនអាចបែបនេះទេ៖ { $field }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
  }
rejected-incomplete = នៅខ្វះចម្លើយ { $missing } ទៀត។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
rejected-unknown_instrument = ទូរសព្ទនេះមិនទាន់ស្គាល់ទម្រង់នេះទេ។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល សូមភ្ជាប់អ៊ីនធឺណិតម្ដង រួចព្យាយាមម្ដងទៀត។
rejected-gates_unmet = មុនបិទករណី ត្រូវមានដូច្នេះសិន៖ { $gates }។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
rejected-four_eyes = ត្រូវឱ្យអ្នកផ្សេងធ្វើ៖ គ្មាននរណាចុះហត្ថលេខាលើការងាររបស់ខ្លួនឯងទេ។ អ្វីដែលអ្នកបានសរសេរ នៅទីនេះដដែល។
rejected-already_decided = មានគេសម្រេចរួចហើយ។ សូមមើលទំព័រគ្រួសារ។

gate-goals_done_or_handed_over = គោលដៅទាំងអស់បានសម្រេច ឬបានប្រគល់ឱ្យអ្នកបន្ត
gate-no_open_high_concern = គ្មានក្ដីបារម្ភកម្រិតខ្ពស់អំពីសុវត្ថិភាពដែលនៅបើក
gate-child_view = បានកត់ត្រាយោបល់របស់កុមារ
gate-caregiver_view = បានកត់ត្រាយោបល់របស់អ្នកថែទាំ
gate-local_contact = មានឈ្មោះអ្នកនៅជិត ដែលគ្រួសារអាចហៅរកបាន
gate-supervisor_approval = អ្នកគ្រប់គ្រងផ្ទាល់បានយល់ព្រម

thing-account = ឈ្មោះគណនី
thing-action = ជំហាន
thing-assent = ចម្លើយរបស់កុមារ
thing-assessment = ការវាយតម្លៃ
thing-caregiver = អ្នកថែទាំ
thing-withheld = បំណងមិនឱ្យប្រាប់
thing-joint = ការធ្វើការរួមគ្នាជាមួយអង្គការផ្សេង
thing-concern = ក្ដីបារម្ភ
thing-consent = ការយល់ព្រម
thing-contact = អ្នកទំនាក់ទំនង
thing-family = គ្រួសារ
thing-field = ចំណុច
thing-goal = គោលដៅ
thing-household = ផ្ទះ
thing-import = ការនាំចូល
thing-person = មនុស្ស
thing-referral = ការបញ្ជូន
thing-review = ការពិនិត្យឡើងវិញ
thing-supervisor = អ្នកគ្រប់គ្រងផ្ទាល់
thing-task = កិច្ចការ
thing-village = ភូមិ
thing-visit = ការចុះសួរ

refused-entry-unreadable = ម៉ាស៊ីនមេមិនយល់កំណត់ត្រានេះទេ។ វាត្រូវបានរក្សាទុកដដែល សូមប្រាប់អ្នកគ្រប់គ្រងប្រព័ន្ធ។
refused-entry-not-allowed = នេះមិនមែន ឬលែងជាផ្នែកនៃតួនាទីរបស់អ្នកជាមួយគ្រួសារនេះ។ អ្នកគ្រប់គ្រងផ្ទាល់របស់អ្នកអាចមើលឃើញ ហើយកត់ត្រាវាចូលបាន។
refused-family-erased = សំណុំឯកសាររបស់គ្រួសារនេះត្រូវបានលុបចោល តាមសំណើរបស់គ្រួសារ ឬតុលាការ។ គេមិនអាចបន្ថែមអ្វីបានទេ។ សូមពិភាក្សាជាមួយអ្នកគ្រប់គ្រងផ្ទាល់របស់អ្នក។
refused-entry-of-another = អ្នកផ្សេងបានសរសេរកំណត់ត្រានេះលើឧបករណ៍នេះ។ វារង់ចាំរហូតដល់គាត់ចូលប្រើប្រាស់ទីនេះ។
refused-device-wiped = វាត្រូវបានផ្ញើនៅពេលទូរសព្ទនេះត្រូវលុបទិន្នន័យ។ វាត្រូវបានរក្សាទុកនៅម៉ាស៊ីនមេ ដែលអ្នកគ្រប់គ្រងរបស់អ្នកមើលឃើញ ហើយមិននៅក្នុងឯកសារណាមួយទេ។
refused-other = ម៉ាស៊ីនមេមិនអាចដាក់កំណត់ត្រានេះចូលបានទេ។ វាត្រូវបានរក្សាទុក សូមប្រាប់អ្នកគ្រប់គ្រងប្រព័ន្ធ។

fetch-offline = ពេលនេះគ្មានអ៊ីនធឺណិត។ គ្រួសារដែលរក្សាទុកក្នុងឧបករណ៍នេះ នៅមើលបានដដែល។
fetch-not-found = គ្មានអ្វីនៅទីនោះទេ ឬអ្នកមិនមានសិទ្ធិមើល។
fetch-failed = មិនអាចសួរម៉ាស៊ីនមេបានទេ។ សូមព្យាយាមម្ដងទៀតបន្តិចទៀត។

sync-refused = កំណត់ត្រា { $count } មិនអាចដាក់ចូលបាន។ វាត្រូវបានរក្សាទុក សូមមើលក្នុង «ផ្សេងទៀត»។
clock-behind = នាឡិកាទូរសព្ទនេះដើរយឺត { $minutes } នាទី។ សូមកែវា ដើម្បីឱ្យថ្ងៃ និងម៉ោងត្រឹមត្រូវ។
clock-ahead = នាឡិកាទូរសព្ទនេះដើរលឿន { $minutes } នាទី។ សូមកែវា ដើម្បីឱ្យថ្ងៃ និងម៉ោងត្រឹមត្រូវ។

event-opened = បានបើកសំណុំឯកសារ
event-import-withdrawn = បានដកការនាំចូលវិញ
event-referral-received = មានគេប្រាប់យើងអំពីគ្រួសារនេះ
event-referral-screened = បានសម្រេចលើការបញ្ជូន
event-referrer-told = បានប្រាប់អ្នកបញ្ជូន
event-worker-assigned = បុគ្គលិកម្នាក់ចូលរួមក្នុងក្រុម
event-worker-unassigned = បុគ្គលិកម្នាក់ចាកចេញពីក្រុម
event-family-set = បានកត់ត្រាព័ត៌មានអំពីគ្រួសារ
event-address-set = បានកត់ត្រាផ្លូវទៅរកគ្រួសារ
event-person-added = មនុស្សថ្មីក្នុងសំណុំឯកសារ
event-person-set = បានកត់ត្រាព័ត៌មានអំពីមនុស្សម្នាក់
event-health-set = បានកត់ត្រាអំពីសុខភាព និងពិការភាព
event-papers-set = បានកត់ត្រាអំពីឯកសារ
event-person-withdrawn = បានដកចេញពីសំណុំឯកសារ
event-household-named = បានដាក់ឈ្មោះផ្ទះ
event-household-moved = មានអ្នកផ្លាស់កន្លែងរស់នៅ
event-union-set = បានកត់ត្រាអំពីគូស្វាមីភរិយា
event-parentage-set = បានកត់ត្រាឪពុកម្ដាយ និងកូន
event-relation-stated = បានកត់ត្រាថាត្រូវជាអ្វីនឹងគ្នា
event-relation-withdrawn = បានដកទំនាក់ទំនងដែលកត់ខុស
event-seniority-stated = បានកត់ត្រាថានរណាច្បង
event-caregiver-set = បានកត់ត្រាអ្នកថែទាំកុមារ
event-caregiver-ended = អ្នកម្នាក់លែងថែទាំកុមារ
event-consent-given = បានផ្ដល់ការយល់ព្រម
event-assent-given = កុមារបានឆ្លើយ
event-consent-withdrawn = បានដកការយល់ព្រមវិញ
event-assessment-completed = បានវាយតម្លៃជាមួយគ្នា
event-goal-added = គោលដៅថ្មី
event-goal-set = បានកែគោលដៅ
event-action-added = ជំហានថ្មី
event-action-set = បានកែជំហាន
event-plan-agreed = គ្រួសារបានយល់ព្រមលើផែនការ
event-visit-planned = បានគ្រោងចុះសួរសុខទុក្ខ
event-visit-recorded = ការចុះសួរសុខទុក្ខ
event-visit-missed = ការចុះសួរមិនបានធ្វើ
event-task-added = កិច្ចការថ្មី
event-task-set = បានគូសកិច្ចការ
event-risk-set = បានកំណត់កម្រិតហានិភ័យ
event-concern-raised = ក្ដីបារម្ភអំពីសុវត្ថិភាព
event-concern-answered = ចម្លើយចំពោះក្ដីបារម្ភ
event-concern-settled = ក្ដីបារម្ភបានដោះស្រាយ
event-review-asked = បានស្នើអ្នកគ្រប់គ្រងផ្ទាល់ឱ្យអាន
event-review-signed = អ្នកគ្រប់គ្រងផ្ទាល់បានចុះហត្ថលេខា
event-review-returned = អ្នកគ្រប់គ្រងផ្ទាល់បានប្រគល់មកវិញដោយមានមតិ
event-closed = ការងារបានបញ្ចប់
event-reopened = បានបន្តការងារឡើងវិញ
event-conflict-decided = បានជ្រើសរើសមួយ ក្នុងចំណោមពីរ
event-transfer-proposed = បានស្នើប្រគល់ទៅអង្គការផ្សេង
event-transfer-accepted = អង្គការផ្សេងបានទទួលគ្រួសារ
event-transfer-declined = អង្គការផ្សេងមិនបានទទួលគ្រួសារ
event-transfer-withdrawn = បានដកការប្រគល់វិញ
event-joint-offered = បានសុំឱ្យអង្គការមួយទៀតធ្វើការជាមួយគ្រួសារដែរ
event-joint-accepted = អង្គការមួយទៀតធ្វើការជាមួយគ្រួសារដែរ
event-joint-declined = អង្គការមួយទៀតមិនចូលរួមទេ
event-joint-ended = បានបញ្ចប់ការធ្វើការរួមគ្នាជាមួយអង្គការមួយទៀត
event-joint-left = អង្គការមួយទៀតបានបញ្ចប់ការចូលរួម
event-emergency-opened = បានបើកសំណុំឯកសារពេលមានអាសន្ន
event-emergency-reviewed = បានពិនិត្យករណីអាសន្ន
event-consultation-asked = បានសុំយោបល់ពីនរណាម្នាក់
event-advice-given = បានផ្ដល់យោបល់
event-consultation-ended = ការសុំយោបល់បានបញ្ចប់
event-worker-excluded = មានអ្នកម្នាក់មិនត្រូវមើលសំណុំឯកសារនេះ
event-exclusion-lifted = អនុញ្ញាតឱ្យមើលសំណុំឯកសារនេះវិញ
event-information-withheld = មានរឿងដែលមិនត្រូវប្រាប់
event-withheld-lifted = រឿងមួយអាចប្រាប់បានវិញហើយ
event-named = បានដាក់ឈ្មោះអង្គការ
event-worker-set = បានកត់ត្រាបុគ្គលិកម្នាក់
event-protocol-set = បានកំណត់របៀបធ្វើការ
event-other = បានកត់ត្រាអ្វីមួយ

field-village = ភូមិ
field-address = ផ្លូវទៅរកគ្រួសារ
field-phone = លេខទូរសព្ទ
field-language = ភាសានិយាយនៅផ្ទះ
field-import-note = កំណត់ចំណាំពីការនាំចូល
field-family-book = សៀវភៅគ្រួសារ
field-id-poor = បណ្ណសមធម៌ (ក្រីក្រ)
field-risk = ហានិភ័យ
field-name-km = ឈ្មោះជាអក្សរខ្មែរ
field-name-latin = ឈ្មោះជាអក្សរឡាតាំង
field-sex = ភេទ
field-birth = ថ្ងៃខែឆ្នាំកំណើត
field-died-on = ថ្ងៃមរណភាព
field-in-focus = ការងារអំពីកុមារនេះ ឬទេ
field-school = ការរៀនសូត្រ
field-occupation = មុខរបរ
field-note = កំណត់ចំណាំ
field-difficulties = ការលំបាក
field-health-note = សុខភាព
field-birth-certificate = សំបុត្រកំណើត
field-name = ឈ្មោះ
field-union = គូស្វាមីភរិយា
field-words = គោលដៅជាពាក្យរបស់គ្រួសារ
field-reached-when = របៀបដឹងថាសម្រេចបាន
field-state = ស្ថានភាព
field-state-open = កំពុងធ្វើ
field-state-reached = បានសម្រេច
field-state-handed-over = មានអ្នកផ្សេងធ្វើបន្ត
field-state-dropped = លែងត្រូវការ
field-state-done = រួចរាល់
field-what = អ្វីដែលត្រូវធ្វើ
field-doer = អ្នកធ្វើ
field-by = ថ្ងៃកំណត់
field-done = រួចរាល់ ឬនៅ
field-account = ឈ្មោះគណនី
field-caregiver = អ្នកថែទាំ
field-mark = ហត្ថលេខា ឬស្នាមមេដៃ
field-parentage = ឪពុកម្ដាយ និងកូន
field-purpose = គោលបំណង
field-relation = ត្រូវជាអ្វីនឹងគ្នា
field-seniority = នរណាច្បង
field-supervisor = អ្នកគ្រប់គ្រងផ្ទាល់
field-until = រហូតដល់ថ្ងៃណា
field-joint = ការធ្វើការរួមគ្នា
field-works = អ្វីដែលគេសរសេរ
field-to = ជាមួយអង្គការណា
field-workers = អ្នកធ្វើការជាមួយគ្រួសារ
field-story = អ្វីដែលកំពុងកើតឡើង
field-on = ថ្ងៃ
field-other = ចំណុចមួយ

draft-visit = ការចុះសួរ នៅមិនទាន់ចប់
draft-concern = ក្ដីបារម្ភ នៅមិនទាន់ចប់
draft-review = ការពិនិត្យឡើងវិញ នៅមិនទាន់ចប់
draft-closing = ការបិទករណី នៅមិនទាន់ចប់
draft-plan = ផែនការ នៅមិនទាន់ចប់
draft-assess = ការវាយតម្លៃ នៅមិនទាន់ចប់
draft-revise = ការកែតម្រូវការវាយតម្លៃ ដែលបានចាប់ផ្ដើម
draft-person = ព័ត៌មានមនុស្ស នៅមិនទាន់ចប់
draft-relations = ត្រូវជាអ្វីនឹងគ្នា នៅមិនទាន់ចប់
draft-consent = ការយល់ព្រម នៅមិនទាន់ចប់
draft-refer = ការបញ្ជូន នៅមិនទាន់ចប់
draft-screening = ការសម្រេចលើការបញ្ជូន នៅមិនទាន់ចប់
draft-feedback = ដំណឹងដល់អ្នកបញ្ជូន នៅមិនទាន់ចប់
draft-answer = ចម្លើយចំពោះក្ដីបារម្ភ នៅមិនទាន់ចប់
draft-sign = មតិលើការពិនិត្យ នៅមិនទាន់ចប់
draft-hand-over = ការប្រគល់គ្រួសារ បានចាប់ផ្ដើម
draft-consultations = យោបល់ បានចាប់ផ្ដើម
draft-transfers = ចម្លើយអំពីការប្រគល់ បានចាប់ផ្ដើម
draft-elsewhere = សំណួររវាងអង្គការ បានចាប់ផ្ដើម
draft-emergency = អំពីករណីអាសន្ន បានចាប់ផ្ដើម
draft-sharing = ការកែពិធីសារចែករំលែក បានចាប់ផ្ដើម
draft-other = ទម្រង់ នៅមិនទាន់ចប់
