/** Light or dark: as the phone says, or as the person chose. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'kinkeeper.theme';

export const look = $state<{ theme: Theme }>({ theme: 'auto' });

export function startLook(): void {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing gets what the phone says.
  }
  setTheme(kept === 'light' || kept === 'dark' ? kept : 'auto');
}

export function setTheme(theme: Theme): void {
  look.theme = theme;
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered, but shown.
  }
}
