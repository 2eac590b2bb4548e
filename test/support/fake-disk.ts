import type { Disk } from '../../src/batch/disk.ts'

/** Disks as a test says they are: every folder is there and on volume 1, unless it says otherwise. */
export interface FakeDisk extends Disk {
  freeBytes: number
  totalBytes: number
  /** The system does not say how much is free. */
  isMute: boolean
  /** Folder → its volume; null where nothing is there. */
  readonly devices: Map<string, bigint | null>
}

/** A disk of 100 GB that is half full. */
export function createFakeDisk(): FakeDisk {
  const devices = new Map<string, bigint | null>()
  const disk: FakeDisk = {
    freeBytes: 50e9,
    totalBytes: 100e9,
    isMute: false,
    devices,
    space: () => {
      const { freeBytes, totalBytes, isMute } = disk
      return Promise.resolve(isMute ? null : { freeBytes, totalBytes })
    },
    folderAt: (path) => Promise.resolve(path),
    device: (path) => {
      const device = devices.get(path)
      return Promise.resolve(device === undefined ? 1n : device)
    },
  }
  return disk
}
