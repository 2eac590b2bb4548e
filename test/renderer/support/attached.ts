import { AppState } from '../../../src/renderer/state/app-state.svelte.ts'
import { openEventLink } from '../../../src/renderer/state/event-link.ts'
import { createFakeMain, type FakeMain, type FakeMainOptions } from './fake-bridge.ts'

/** The state of a window that is attached to a made-up main in which nothing moves by itself, with this many rows. */
export async function attached(
  options: FakeMainOptions = {},
  count = 0,
): Promise<{ readonly fake: FakeMain; readonly app: AppState }> {
  const fake = createFakeMain(options)
  fake.batch.isPlaying = false
  fake.history.isPlaying = false
  if (count > 0) fake.batch.importAtOnce(count)
  const link = openEventLink(fake.bridge)
  const start = await fake.bridge.requests.attachWindow({})
  if (!start.ok) throw new Error(start.failure.message)
  const app = new AppState(fake.bridge, start.value, (draw) => {
    draw()
  })
  link.connect(app)
  return { fake, app }
}
