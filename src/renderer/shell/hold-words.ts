import type { BatchState } from '../../shared/ipc-contract.ts'
import type { AppState } from '../state/app-state.svelte.ts'
import { shortPath } from '../table/row-view.ts'

type Hold = BatchState['holds'][number]
type OutsideHold = Hold & { readonly reason: Exclude<Hold['reason'], 'person'> }

/** Why the batch waits, but for the person's own wish: a whole sentence each. */
export function holdSentences(app: AppState): readonly string[] {
  return outsideHolds(app).map((hold) =>
    app.t.history.holds[hold.reason]({
      folder: shortPath(hold.folder ?? '', app.start.homeFolder),
      free: app.words.bytes(hold.freeBytes ?? 0),
      needed: app.words.bytes(hold.neededBytes ?? 0),
      threshold: percentOf(app, (app.settings.pauseBelowBatteryPercent ?? 0) / 100),
      level: percentOf(app, app.batteryLevel ?? 0),
    }),
  )
}

/** What the batch waits for that may come by itself. */
export function outsideHolds(app: AppState): readonly OutsideHold[] {
  return app.batch.holds.filter((hold): hold is OutsideHold => hold.reason !== 'person')
}

function percentOf(app: AppState, share: number): string {
  return share === 0 ? '' : app.words.percent(share)
}
