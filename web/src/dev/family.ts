/**
 * For looking at the family screens without a server: invented families are made by the core itself, through
 * the same commands that the forms give. Never part of a build.
 */
import { mount, type Component } from 'svelte';
import type { Section, Answer, Answers, FamilyAction, Sex } from '../gen/kinkeeper_client.js';
import '../app.css';
import { act, loadCore, newId, send, signedIn, view } from '../lib/core.svelte';
import { startLook } from '../lib/look.svelte';
import { startWords, words } from '../lib/words.svelte';
import Stage from './Stage.svelte';

// A section of a file; the generated types have a section of an instrument by the same name.
const EVERYTHING = ['identity', 'narrative', 'health', 'protection', 'legal', 'safe_address', 'media'] as unknown as Section[];

const GUARDED = ['legal', 'safe_address'] as unknown as Section[];
const ROLE = new URLSearchParams(location.search).get('role') ?? 'village_social_worker';

const DAY = 86_400_000;
const on = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const VILLAGE = '02040101';

startLook();
await loadCore();
await startWords();

const me = newId();
signedIn(
  {
    worker: me,
    account: 'sophea',
    name_km: 'ចាន់ សុភា',
    name_latin: 'Chan Sophea',
    role: ROLE as 'village_social_worker',
    org: newId(),
    org_name_km: 'អង្គការកូនខ្មែរ',
    org_name_latin: 'Kon Khmer',
    supervisor: null,
    areas: ['0204'],
    server_time: Date.now(),
    capability: 1,
    demo: true,
    // There is no server here to say what its policies allow.
    rights: {
      policy: '',
      families: [
        {
          relation: 'lead',
          read: ROLE === 'programme_manager' ? EVERYTHING.filter((one) => !GUARDED.includes(one)) : EVERYTHING,
          give: ['open', 'care', 'visit', 'steer', 'assign', 'answer', 'sign'].map((sort) => ({ sort, when: 255 })),
        },
      ],
    },
  },
  newId(),
);
send({ language: { code: words.language } });

type One = { id: string; km: string; latin: string; sex: Sex; age: number; focus?: boolean };
const person = (km: string, latin: string, sex: Sex, age: number, focus = false): One => ({ id: newId(), km, latin, sex, age, focus });
const added = (one: One) => ({
  id: one.id,
  name_km: one.km,
  name_latin: one.latin,
  sex: one.sex,
  birth: one.age < 18 ? { known: 'exact' as const, day: `${2026 - one.age}-04-12` } : { known: 'about' as const, year: 2026 - one.age, month: null },
  in_focus: one.focus ?? false,
});

function refer(people: One[]): string {
  const family = newId();
  const refused = act({
    refer: {
      family,
      village: VILLAGE,
      address: 'ផ្ទះឈើខាងក្រោយវត្តអន្លង់វិល ជិតស្រះទឹក',
      people: people.map(added),
      referral: {
        source: 'village_chief',
        referrer: 'មេភូមិ អ៊ុំ សារឿន',
        referrer_phone: '012345678',
        reasons: ['older_carer', 'out_of_school', 'poverty_debt'],
        story: 'ជីដូនមើលថែចៅៗតែម្នាក់ឯង ម្ដាយទៅធ្វើការនៅថៃ ហើយចៅច្បងឈប់រៀន។',
        urgency: 'medium',
        people: people.filter((one) => one.focus).map((one) => one.id),
        family_knows: true,
        received_at: Date.now() - 20 * DAY,
      },
      draft: null,
    },
  });
  if (refused) console.error('refer', refused);
  const no = act({ accept: { family, risk: 'medium', note: '', lead: me } });
  if (no) console.error('accept', no);
  return family;
}

function give(family: string, actions: FamilyAction[]): void {
  for (const action of actions) {
    const refused = act({ act: { family, actions: [action], draft: null } });
    if (refused) console.error(JSON.stringify(action).slice(0, 120), JSON.stringify(refused));
  }
}

const parent = (child: One, of: One): FamilyAction => ({ parentage_set: { parentage: { child: child.id, parent: of.id, quality: 'birth', from: null, until: null } } });


function typical(): string {
  const grandmother = person('សុខ ចាន់ធូ', 'Sok Chanthou', 'female', 61);
  const mother = person('សុខ ស្រីមុំ', 'Sok Srey Mom', 'female', 34);
  const pov = person('សុខ ស្រីពៅ', 'Sok Srey Pov', 'female', 7, true);
  const visal = person('សុខ វិសាល', 'Sok Visal', 'male', 13, true);
  const uncle = person('សុខ បូរ៉ា', 'Sok Bora', 'male', 38);
  const family = refer([pov, visal, grandmother, mother, uncle]);
  const [home, goal, step1, step2, step3, planned] = [newId(), newId(), newId(), newId(), newId(), newId()];
  give(family, [
    parent(mother, grandmother),
    parent(pov, mother),
    parent(visal, mother),
    parent(uncle, grandmother),
    { household_named: { household: home, name: 'ផ្ទះយាយ' } },
    ...[grandmother, pov, visal].map((one) => ({ household_moved: { movement: { person: one.id, household: home, from: null, until: null, whereabouts: '' } } })),
    { household_moved: { movement: { person: mother.id, household: home, from: null, until: on(-300), whereabouts: 'ទៅធ្វើការនៅប្រទេសថៃ' } } },
    { caregiver_set: { caring: { child: pov.id, caregiver: grandmother.id, kind: 'kinship', main: true, from: null, until: null } } },
    { caregiver_set: { caring: { child: visal.id, caregiver: grandmother.id, kind: 'kinship', main: true, from: null, until: null } } },
    { person_set: { person: visal.id, changes: [{ school: { state: 'dropped_out', school: 'បឋមសិក្សាអន្លង់វិល', grade: 5 } }, { phone: '098765432' }] } },
    { person_set: { person: pov.id, changes: [{ school: { state: 'attending', school: 'បឋមសិក្សាអន្លង់វិល', grade: 2 } }] } },
    { health_set: { person: visal.id, changes: [{ difficulties: ['hearing'] }, { note: 'ស្ដាប់មិនសូវឮតាំងពីតូច' }] } },
    { papers_set: { person: visal.id, changes: [{ birth_certificate: 'no' }] } },
    { papers_set: { person: null, changes: [{ family_book: 'yes' }, { id_poor: { level: 'level_1', card: '0204-1123-55', until: on(200) } }] } },
    { family_set: { changes: [{ language: 'km' }, { phone: '012998877' }] } },
    { risk_set: { level: 'medium', reason: 'ជីដូនឈឺជង្គង់ ហើយមេភូមិប្រាប់ថាមានបំណុល' } },
    {
      consent_given: {
        consent: newId(),
        given: { purpose: 'services', by: grandmother.id, covers: [pov.id, visal.id], recipient: '', sections: [], language: 'km', on: on(-15), until: on(340), withheld: 'កុំប្រាប់ម្ដាយអំពីបំណុល', mark: { made: 'on_paper' } },
      },
    },
    { assent_given: { assent: newId(), given: { child: visal.id, purpose: 'services', agrees: true, words: 'ខ្ញុំចង់ទៅរៀនវិញ', language: 'km', on: on(-15), mark: { made: 'spoken', witness: 'ចាន់ សុភា' } } } },
    {
      visit_recorded: {
        visit: newId(),
        recorded: {
          on: on(-8),
          place: 'home',
          met: [grandmother.id, pov.id, visal.id],
          others: 'អ្នកជិតខាង យាយ ម៉ៅ',
          strengths: 'ចៅៗទៅសាលារាល់ថ្ងៃ ទោះយាយឈឺក៏ដោយ ហើយអ្នកជិតខាងជួយដាំបាយ។',
          observations: 'ផ្ទះស្អាត ដំបូលលេចពេលភ្លៀង។',
          child_words: [{ child: pov.id, words: 'ខ្ញុំនឹកម៉ាក់ ខ្ញុំចង់ឱ្យម៉ាក់មកលេងបុណ្យភ្ជុំ' }],
          done: [],
        },
      },
    },
    { goal_added: { goal: { id: goal, words: 'វិសាលបានទៅរៀនវិញ ហើយរៀនដល់ចប់ថ្នាក់ទី៦', for_people: [visal.id], links: [], reached_when: 'វិសាលទៅសាលាពីរខែជាប់គ្នា' } } },
    { action_added: { action: { id: step1, goal, what: 'ជួបលោកគ្រូនាយក ដើម្បីឱ្យវិសាលចូលរៀនវិញ', doer: { who: 'worker', worker: me }, by: on(-2), place: 1 } } },
    { action_added: { action: { id: step2, goal, what: 'យាយរៀបចំសៀវភៅ និងឯកសណ្ឋាន', doer: { who: 'person', person: grandmother.id }, by: on(10), place: 2 } } },
    { action_added: { action: { id: step3, goal, what: 'ពិនិត្យត្រចៀកនៅមន្ទីរពេទ្យបង្អែក', doer: { who: 'other', name: 'មណ្ឌលសុខភាព' }, by: on(20), place: 3 } } },
    { action_set: { action: step2, changes: [{ state: { is: 'done', on: on(-1) } }] } },
    { plan_agreed: { agreement: { on: on(-7), by: [{ person: grandmother.id, mark: { made: 'on_paper' } }], review_on: on(80) } } },
    { visit_planned: { visit: planned, planned: { on: on(5), worker: me, purpose: 'ទៅសាលាជាមួយវិសាល និងយាយ' } } },
    { concern_raised: { concern: newId(), raised: { level: 'high', about: [visal.id], kind: 'exploitation', what: 'វិសាលរែកឥដ្ឋនៅឡឥដ្ឋពីម៉ោង ៤ ព្រឹក', said_by: 'យាយ ម៉ៅ អ្នកជិតខាង', done_at_once: 'បាននិយាយជាមួយម្ចាស់ឡ គេព្រមឈប់', report: { reported: false, to: '', reason: 'ពិគ្រោះជាមួយអ្នកគ្រប់គ្រង' }, on: on(-3) } } },
    { task_added: { task: newId(), new: { what: 'យកសំបុត្រកំណើតរបស់វិសាលពីឃុំ', worker: me, by: on(6) } } },
    { review_asked: { review: newId(), asked: { of: { what: 'plan' }, summary: 'ផែនការដំបូង គ្រួសារព្រមព្រៀងហើយ', on: on(-6) } } },
  ]);
  give(family, [
    { assessment_completed: { completed: { id: newId(), instrument: 'csi', version: 1, subject: visal.id, on: on(-12), sources: ['child', 'caregiver'], answers: csi(3) } } },
    { assessment_completed: { completed: { id: newId(), instrument: 'csi', version: 1, subject: visal.id, on: on(-7), sources: ['child', 'caregiver'], answers: csi(2) } } },
  ]);
  return family;
}

/** Everything that the index asks for; some marks a little lower. */
function csi(low: number): Answers {
  const marks = [4, 3, low, 2, 4, 3, 4, 1, 3, low, 4, 2];
  const codes = [1, 2, 3, 4, 5, 6].flatMap((domain) => [`${domain}A`, `${domain}B`]);
  const reason = 'តាមសម្ដីយាយ និងអ្វីដែលបានឃើញ';
  return Object.fromEntries(codes.map((code, at): [string, Answer] => [code, { kind: 'level', value: marks[at] ?? 3, reason }]));
}

function full(): string {
  const long = 'សុខសុវណ្ណារិទ្ធិមុនីរតនៈព្រះពុទ្ធសាសនាវិសុទ្ធិវង្សចន្ទរស្មីសុភមង្គលវិចិត្រកល្យាណធីតា';
  const mother = person('ហេង សុគន្ធា', 'Heng Sokunthea', 'female', 39);
  const father = person('លី ប៊ុនធឿន', 'Ly Bunthoeun', 'male', 44);
  const step = person('កែវ មុន្នី', 'Keo Mony', 'male', 41);
  const names = ['ស្រីនាង', 'ស្រីលក្ខណ៍', 'វិចិត្រ', 'សំណាង', 'រតនា', 'មករា', 'កញ្ញា', 'ធារិទ្ធ', 'បុប្ផា', 'សុភ័ក្ត្រ', 'ពិសី'];
  const children = names.map((name, i) => person(`លី ${name}`, `Ly Child ${i + 1}`, i % 2 === 0 ? 'female' : 'male', 1 + i, i < 5));
  children.push(person(long, 'Sok Sovannarith Munirath Preahputsasna Visotthivong Chanreaksmey', 'female', 15, true));
  const family = refer([...children, mother, father, step]);
  const [first, second] = [newId(), newId()];
  give(family, [
    ...children.flatMap((child, i) => [parent(child, mother), parent(child, i < 8 ? step : father)]),
    { union_set: { union: newId(), facts: { a: mother.id, b: father.id, kind: 'married', state: 'divorced', from: null, until: null } } },
    { union_set: { union: newId(), facts: { a: mother.id, b: step.id, kind: 'cohabiting', state: 'together', from: null, until: null } } },
    { household_named: { household: first, name: 'ផ្ទះនៅភូមិអន្លង់វិល' } },
    { household_named: { household: second, name: 'បន្ទប់ជួលនៅរោងចក្រ' } },
    ...[...children, mother, step].map((one) => ({ household_moved: { movement: { person: one.id, household: first, from: null, until: null, whereabouts: '' } } })),
    ...children.map((child) => ({ caregiver_set: { caring: { child: child.id, caregiver: mother.id, kind: 'parental' as const, main: true, from: null, until: null } } })),
  ]);
  return family;
}

const which = new URLSearchParams(location.search).get('which') ?? 'typical';
const family = which === 'full' ? full() : which === 'empty' ? refer([person('', 'Somebody', 'unknown', 6, true)]) : typical();

const target = document.getElementById('app');
if (target) mount(Stage as Component<{ family: string }>, { target, props: { family } });
Object.assign(window, { kinkeeper: { family, view: () => view({ family: { family } }) } });
