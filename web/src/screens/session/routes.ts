import type { Component } from 'svelte';
import type { Route } from '../../lib/router.svelte';

/** A screen and what it is about. */
export type Place = { file: string; props: Record<string, string>; key: string };

type Props = Record<string, string>;

/** Every screen is a chunk of its own; the phone keeps all of them. */
const files = import.meta.glob<{ default: Component<Props> }>([
  '../today/TodayPage.svelte',
  '../families/FamiliesPage.svelte',
  '../numbers/NumbersPage.svelte',
  '../assessed/AssessedPage.svelte',
  '../assessed/AssessedNew.svelte',
  '../assessed/AssessedFile.svelte',
  '../families/NotHere.svelte',
  '../families/JointsPage.svelte',
  '../families/SharedPage.svelte',
  '../families/TransfersPage.svelte',
  '../family/FamilyPage.svelte',
  '../family/PersonForm.svelte',
  '../family/Relations.svelte',
  '../family/ConsentForm.svelte',
  '../family/HandOverForm.svelte',
  '../family/JointForm.svelte',
  '../family/WithheldForm.svelte',
  '../family/PhotoForm.svelte',
  '../work/AssessForm.svelte',
  '../work/PlanPage.svelte',
  '../work/RecordPage.svelte',
  '../work/ToolsPage.svelte',
  '../work/AgreeForm.svelte',
  '../work/VisitForm.svelte',
  '../work/ConcernForm.svelte',
  '../work/ReviewForm.svelte',
  '../work/ClosingForm.svelte',
  '../referrals/ReferralsPage.svelte',
  '../referrals/NewReferral.svelte',
  '../referrals/Screening.svelte',
  '../directory/DirectoryPage.svelte',
  '../directory/ProviderPage.svelte',
  '../directory/ProviderForm.svelte',
  '../directory/ServiceForm.svelte',
  '../directory/PathwayPage.svelte',
  '../directory/MeetingsPage.svelte',
  '../services/ReferService.svelte',
  '../services/ServiceReferralPage.svelte',
  '../desk/DeskPage.svelte',
  '../more/MorePage.svelte',
  '../more/SyncPage.svelte',
  '../more/PassphrasePage.svelte',
  '../more/FactorsPage.svelte',
  '../more/SessionsPage.svelte',
  '../more/CollectKeyPage.svelte',
  '../forms/FormsPage.svelte',
  '../forms/FormPage.svelte',
  '../more/DevicesPage.svelte',
  '../more/PinPage.svelte',
  '../more/RecoveriesPage.svelte',
  '../more/SafetyPage.svelte',
  '../emergency/EmergencyPage.svelte',
  '../emergency/ReviewsPage.svelte',
  '../protection/ProtectionPage.svelte',
  '../protection/FindFile.svelte',
  '../protection/AccessPage.svelte',
  '../family/ConsultationsPage.svelte',
  '../elsewhere/ElsewherePage.svelte',
  '../elsewhere/EnquiriesPage.svelte',
  '../admin/WorkersPage.svelte',
  '../admin/ImportPage.svelte',
  '../sharing/SharingPage.svelte',
  '../sharing/SharingEdit.svelte',
  '../sharing/SharingVersion.svelte',
  '../tools/BookPage.svelte',
  '../tools/ToolPage.svelte',
  '../tools/VersionPage.svelte',
  '../tools/ImportTool.svelte',
  '../tools/EditorPage.svelte',
]);

/** Which screen an address means. */
export function placeOf({ path }: Route): Place {
  const [first = 'today', id, part, third, fourth] = path;
  const key = path.join('/');
  const to = (file: string, props: Props = {}): Place => ({ file, props, key });
  switch (first) {
    case 'today':
      return to('today/TodayPage');
    case 'families':
      return id === undefined ? to('families/FamiliesPage') : ofFamily(to, id, part, third, fourth, path[5]);
    case 'referrals':
      return id === 'new' ? to('referrals/NewReferral') : to('referrals/ReferralsPage');
    case 'directory':
      return ofDirectory(to, id, part, third);
    case 'services':
      return to('services/ServiceReferralPage', { referral: id ?? '' });
    case 'desk':
      return to('desk/DeskPage');
    case 'more':
      if (id === 'sync') return to('more/SyncPage');
      if (id === 'passphrase') return to('more/PassphrasePage');
      if (id === 'factors') return to('more/FactorsPage');
      if (id === 'sessions') return to('more/SessionsPage');
      if (id === 'devices') return to('more/DevicesPage');
      if (id === 'pin') return to('more/PinPage');
      if (id === 'collect') return to('more/CollectKeyPage');
      if (id === 'recoveries') return to('more/RecoveriesPage');
      if (id === 'safety') return to('more/SafetyPage');
      return to('more/MorePage');
    case 'forms':
      return id === undefined ? to('forms/FormsPage') : to('forms/FormPage', { form: id });
    case 'numbers':
      return to('numbers/NumbersPage');
    case 'assessed':
      return ofAssessed(to, id, part, third, fourth);
    case 'joints':
      return to('families/JointsPage');
    case 'transfers':
      return to('families/TransfersPage');
    case 'shared':
      return to('families/SharedPage');
    case 'emergency':
      return id === 'reviews' ? to('emergency/ReviewsPage') : to('emergency/EmergencyPage');
    case 'protection':
      if (id !== 'file') return to('protection/ProtectionPage');
      return part === undefined ? to('protection/FindFile') : to('protection/AccessPage', { family: part });
    case 'consultations':
      return to('family/ConsultationsPage');
    case 'elsewhere':
      return id === 'enquiries' ? to('elsewhere/EnquiriesPage') : to('elsewhere/ElsewherePage');
    case 'admin':
      return id === 'import' ? to('admin/ImportPage') : to('admin/WorkersPage');
    case 'sharing':
      if (id === undefined) return to('sharing/SharingPage');
      return id === 'edit' ? to('sharing/SharingEdit') : to('sharing/SharingVersion', { hash: id });
    case 'tools':
      if (id === 'import') return to('tools/ImportTool');
      if (id === 'edit' && part !== undefined) return to('tools/EditorPage', { code: part });
      if (id !== 'of' || part === undefined) return to('tools/BookPage');
      return third === undefined ? to('tools/ToolPage', { code: part }) : to('tools/VersionPage', { code: part, version: third });
    default:
      return to('families/NotHere');
  }
}

function ofDirectory(to: (file: string, props?: Props) => Place, id: string | undefined, part: string | undefined, third: string | undefined): Place {
  switch (id) {
    case undefined:
      return to('directory/DirectoryPage', { family: '' });
    case 'pathway':
      return to('directory/PathwayPage');
    case 'meetings':
      return to('directory/MeetingsPage');
  }
  if (id === 'new' || part === 'edit') return to('directory/ProviderForm', { provider: id });
  if (part === 'service') return to('directory/ServiceForm', { provider: id, service: third ?? 'new' });
  return to('directory/ProviderPage', { provider: id });
}

function ofAssessed(to: (file: string, props?: Props) => Place, id: string | undefined, part: string | undefined, third = '', fourth = ''): Place {
  if (id === undefined) return to('assessed/AssessedPage');
  if (id === 'new') return to('assessed/AssessedNew');
  switch (part) {
    case 'assess':
      return to('work/AssessForm', { assessed: id, instrument: third });
    case 'revise':
      return to('work/AssessForm', { assessed: id, instrument: third, revises: fourth });
    case 'record':
      return to('work/RecordPage', { assessed: id, record: third });
    default:
      return to('assessed/AssessedFile', { file: id });
  }
}

function ofFamily(
  to: (file: string, props?: Props) => Place,
  family: string,
  part: string | undefined,
  third: string | undefined,
  fourth: string | undefined,
  fifth: string | undefined,
): Place {
  switch (part) {
    case undefined:
      return to('family/FamilyPage', { family });
    case 'person':
      return to('family/PersonForm', { family, person: third ?? 'new' });
    case 'relations':
      return to('family/Relations', { family });
    case 'consent':
      return to('family/ConsentForm', { family, service: third ?? '' });
    case 'assess':
      return to('work/AssessForm', { family, instrument: third ?? '', child: fourth ?? '' });
    case 'revise':
      return to('work/AssessForm', { family, instrument: third ?? '', revises: fourth ?? '', child: fifth ?? '' });
    case 'record':
      return to('work/RecordPage', { family, record: third ?? '' });
    case 'tools':
      return to('work/ToolsPage', { family });
    case 'plan':
      return to('work/PlanPage', { family });
    case 'agree':
      return to('work/AgreeForm', { family });
    case 'visit':
      return to('work/VisitForm', { family, visit: third ?? '' });
    case 'concern':
      return to('work/ConcernForm', { family });
    case 'review':
      return to('work/ReviewForm', { family });
    case 'closing':
      return to('work/ClosingForm', { family });
    case 'joint':
      return to('family/JointForm', { family });
    case 'photo':
      return to('family/PhotoForm', { family });
    case 'not-told':
      return to('family/WithheldForm', { family });
    case 'hand-over':
      return to('family/HandOverForm', { family });
    case 'referral':
      return to('referrals/Screening', { family });
    case 'services':
      return to('directory/DirectoryPage', { family });
    case 'service':
      return to('services/ReferService', { family, provider: third ?? '', service: fourth ?? '' });
    default:
      return to('families/NotHere');
  }
}

/** Fetches a screen's code. */
export async function load(file: string): Promise<Component<Props>> {
  const open = files[`../${file}.svelte`] ?? files['../families/NotHere.svelte'];
  if (!open) throw new Error('no such screen');
  return (await open()).default;
}

/** Which of the main places an address belongs to. */
export function mainPlace({ path }: Route): string {
  const [first = 'today', , part] = path;
  if (first === 'families' && part === 'referral') return 'referrals';
  if (first === 'services') return 'referrals';
  if (first === 'directory' || first === 'assessed') return 'more';
  if (first === 'admin') return path[1] === 'import' ? 'import' : 'workers';
  return first;
}

/** Where an unfinished form is finished: its draft's key is `<form>/<family>[/…]`. */
export function formAddress(key: string): string {
  const [form = '', family = '', ...rest] = key.split('/');
  if (form === 'refer') return '#/referrals/new';
  if (form === 'answer' || form === 'sign') return '#/desk';
  if (form === 'assessed') return `#/assessed/${[family, ...rest].map(encodeURIComponent).join('/')}`;
  if (form === 'directory') return `#/directory/${[family, ...rest].map(encodeURIComponent).join('/')}`;
  // Questions that only the server can take are asked on pages of their own.
  if (form === 'consultations' || form === 'transfers') return `#/${form}`;
  if (form === 'elsewhere') return family === 'enquiries' ? '#/elsewhere/enquiries' : '#/elsewhere';
  if (form === 'emergency') return family === 'reviews' ? '#/emergency/reviews' : '#/emergency';
  if (form === 'sharing') return family === 'edit' ? '#/sharing/edit' : `#/sharing/${encodeURIComponent(family)}`;
  if (form === 'tool') return `#/tools/edit/${encodeURIComponent(family)}`;
  // Small questions are asked on the family's own page.
  if (form === 'note') return `#/families/${encodeURIComponent(family)}`;
  const place = form === 'screening' || form === 'feedback' ? ['referral'] : [form, ...rest];
  return `#/${['families', family, ...place].map(encodeURIComponent).join('/')}`;
}
