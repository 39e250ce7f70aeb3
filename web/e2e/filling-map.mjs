// A safety map as a family draws it, and as it was the time before: the one tool without a worked example among the
// documents, for it is walked through with a family in the tests of the path.
const list = (...rows) => ({ kind: 'list', rows: rows.map(([id, fields]) => ({ id, fields })) });
const rating = (rater, who, score, reason, one_higher) => ({ rater, who, score, reason, one_higher });

const strength = ['s1', { what: 'ម្ដាយជូនកូនទៅសាលារាល់ព្រឹក', said_by: 'យាយផល្លា' }];
const danger = ['d1', { who_worried: 'យាយផល្លា', about: 'ប៉ាផឹកស្រានៅថ្ងៃបើកលុយ', impact: 'កូនភ័យ ហើយគេងមិនលក់', family_view: 'ប៉ាដឹងថាគាត់ផឹកច្រើន' }];

export const MAP = {
  previous: {
    strength: list(strength),
    danger: list(danger),
    safety_goal: list(['g1', { danger: 'd1', seen: 'ប៉ាមិនផឹកនៅផ្ទះ', how_long: 'មួយខែ', whose: 'family' }]),
    next_step: list(['n1', { what: 'ជួបគ្រូពេទ្យ', who: 'ម្ដាយ', by_when: '2026-12-01', goal: 'g1' }]),
    safety_scale: { kind: 'scale', ratings: [rating('child', 'ស្រីមុំ', 4, 'ប៉ានៅតែផឹក', 'បើមីងនៅជាមួយ')] },
  },
  answers: {
    strength: list(strength, ['s2', { what: 'មីងសុខាមករាល់ល្ងាច', said_by: 'ស្រីមុំ' }]),
    child_words: { kind: 'text', text: 'ខ្ញុំគេងលក់ជាងមុន' },
    past_harm: list(['h1', { what: 'ប៉ាគប់ចាននៅយប់បើកលុយ', when: 'ខែកញ្ញា', impact: 'ស្រីមុំរត់ទៅផ្ទះជិតខាង', told_by: 'មីងសុខា' }]),
    danger: list(danger),
    complicating: list(['c1', { what: 'ប៉ាខានធ្វើការពីរសប្ដាហ៍' }]),
    safety_goal: list(['g1', { danger: 'd1', seen: 'ប៉ាមិនផឹកនៅផ្ទះ ហើយមីងនៅជាមួយ', how_long: 'មួយខែ', whose: 'together' }]),
    next_step: list(['n1', { what: 'ជួបក្រុមអ្នកឈប់ផឹក', who: 'ប៉ា', by_when: '2026-12-05', goal: 'g1' }]),
    safety_scale: {
      kind: 'scale',
      ratings: [rating('child', 'ស្រីមុំ', 6, 'មីងនៅជាមួយ', 'បើប៉ាឈប់ផឹក'), rating('network', 'មីងសុខា', 10, 'យើងបានសាកល្បងហើយ', '')],
    },
  },
};
