import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { pageBridge } from './bridge.ts'
import { AppState } from './state/app-state.svelte.ts'
import { openEventLink } from './state/event-link.ts'
import { watchBattery } from './state/watch-battery.ts'

/** Composition root of the page. */
async function main(): Promise<void> {
  const bridge = pageBridge()
  const link = openEventLink(bridge)
  const started = await bridge.requests.attachWindow({})
  if (!started.ok) throw new Error(started.failure.message)
  const target = document.getElementById('app')
  if (target === null) throw new Error('Expected an element "app" in index.html')
  const app = new AppState(bridge, started.value)
  link.connect(app)
  // As long as the page is there.
  watchBattery(navigator as object, (battery) => {
    app.batteryLevel = battery.level
    void bridge.requests.reportBattery(battery)
  })
  mount(App, { target, props: { app } })
}

await main()
