/** One file or folder of a drop. */
export interface DropRoot {
  readonly entry: FileSystemEntry | null
  /** Stands for a folder as well; only its name is then of use. */
  readonly file: File | null
  /** Below the folder of the drop, `/` between names. */
  readonly path: string
}

/** What came at once. */
export interface Drop {
  readonly id: string
  readonly roots: readonly DropRoot[]
  arrival: Promise<void> | null
}
