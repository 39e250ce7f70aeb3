/** What was looked for last: still there when one comes back from a family. Forgotten with the page. */
export const looked = $state({ for: '', closed: false, top: 0 });
