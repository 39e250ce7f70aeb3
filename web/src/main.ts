import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { loadCore } from './lib/core.svelte';
import { startLook } from './lib/look.svelte';
import { watchTaps } from './lib/taps';
import { startServiceWorker } from './lib/update.svelte';
import { startWords } from './lib/words.svelte';

startLook();
watchTaps();
// The core is the largest piece: on its way while the words are fetched.
void loadCore();
await startWords();
const target = document.getElementById('app');
if (target) mount(App, { target });
void startServiceWorker();
