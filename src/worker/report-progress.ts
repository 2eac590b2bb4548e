import type { Report } from '../engine/process-source.ts'
import type { ChildProgress, Stage } from '../shared/child-tasks.ts'
import type { JobVoice } from './serve-jobs.ts'

/** A stage that is over sooner than this is not worth a message, in milliseconds: nobody could have seen it. */
const worthTellingMs = 50

/** The reports of one picture, passed on as frames. `close` ends its timer. */
export function reportProgress(voice: JobVoice): Report & { close(): void } {
  let current: Stage | null = null
  let told: Stage | null = null
  const timer = setInterval(() => {
    if (current === null || current === told) return
    told = current
    void tell(voice, { kind: 'stage', stage: current })
  }, worthTellingMs)
  timer.unref()
  return {
    stage: (stage) => {
      current = stage
    },
    computed: () => {
      voice.computed()
    },
    publishing: (outputIndex, file, kept) => tell(voice, { kind: 'publishing', outputIndex, file, kept }),
    reserved: (outputIndex, file) => tell(voice, { kind: 'reserved', outputIndex, file }),
    close: () => {
      clearInterval(timer)
    },
  }
}

function tell(voice: JobVoice, progress: ChildProgress): Promise<void> {
  return voice.progress(progress)
}
