import type { Bridge, EventOf } from '../../shared/ipc-contract.ts'
import { type EventName, eventNames } from '../../shared/ipc-names.ts'
import type { AppState } from './app-state.svelte.ts'
import { runCommand } from './run-command.ts'

/** Carries main's events to the state. */
export interface EventLink {
  /** From now on events go to `app`, those that came before first. */
  connect(app: AppState): void
  close(): void
}

type Pass = (app: AppState) => void

/**
 * Listens from now on: main tells rows as soon as it has been asked for them, which is before there is a state that they
 * could go to.
 */
export function openEventLink(bridge: Bridge): EventLink {
  let app: AppState | null = null
  const early: Pass[] = []
  const deliver = (pass: Pass): void => {
    if (app === null) early.push(pass)
    else pass(app)
  }
  const closers = eventNames.map((name) => listen(bridge, name, deliver))
  return {
    connect(state) {
      app = state
      for (const pass of early.splice(0)) pass(state)
    },
    close() {
      for (const close of closers) close()
    },
  }
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the receiver to its event
function listen<Name extends EventName>(bridge: Bridge, name: Name, deliver: (pass: Pass) => void): () => void {
  return bridge.on[name]((event) => {
    deliver((app) => {
      receivers[name](app, event)
    })
  })
}

const receivers: { readonly [Name in EventName]: (app: AppState, event: EventOf<Name>) => void } = {
  rowsAdded: (app, event) => {
    app.rows.added(event)
  },
  rowsChanged: (app, event) => {
    app.rows.changed(event)
  },
  rowsRemoved: (app, event) => {
    app.rows.removed(event)
  },
  importChanged: (app, event) => {
    app.import = event
  },
  planChanged: (app, event) => {
    app.planned(event)
  },
  batchChanged: (app, event) => {
    app.batch = event
  },
  historyChanged: (app, { interrupted }) => {
    app.interrupted = interrupted
    app.historyVersion += 1
  },
  undoChanged: (app, event) => {
    app.undo = event
  },
  settingsChanged: (app, event) => {
    app.settings = event
  },
  commandChosen: (app, { command }) => {
    runCommand(app, command)
  },
  noticeRaised: (app, event) => {
    app.notice(event)
  },
}
