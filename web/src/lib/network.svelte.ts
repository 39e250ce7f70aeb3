/** Whether the phone says that it has a network. Only a hint: the core believes answers. */
export const network = $state({ online: navigator.onLine });

addEventListener('online', () => (network.online = true));
addEventListener('offline', () => (network.online = false));
