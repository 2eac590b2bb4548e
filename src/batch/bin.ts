/** The bin of the system, where a person looks for what is gone. */
export interface Bin {
  /** Moves a file there; rejects where that is not possible, and then the file is where it was. `path` is absolute. */
  put(path: string): Promise<void>
}
