// Runs after the preload: the bridge has to be there already.
document.body.dataset.bridge = typeof window.contract
