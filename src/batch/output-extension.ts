import type { OutputFormat } from '../shared/image-facts.ts'

/** Usual extensions of each format, the canonical one first. */
const extensions: Readonly<Record<OutputFormat, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png'],
  webp: ['webp'],
  avif: ['avif'],
  gif: ['gif'],
  tiff: ['tif', 'tiff'],
}

/** Splits `photo.JPG` into `photo` and `JPG`; a name without a dot, or with one only in front, has no extension. */
export function splitName(fileName: string): { readonly stem: string; readonly extension: string } {
  const dot = fileName.lastIndexOf('.')
  return dot > 0
    ? { stem: fileName.slice(0, dot), extension: fileName.slice(dot + 1) }
    : { stem: fileName, extension: '' }
}

/** The source's own spelling where it is usual for the format (`.JPG` stays `.JPG`), else the canonical one. */
export function outputExtension(sourceExtension: string, format: OutputFormat): string {
  const usual = extensions[format]
  return usual.includes(sourceExtension.toLowerCase()) ? sourceExtension : (usual[0] ?? format)
}

/** Whether this is an extension of some picture format: then it is no part of the name, even when it is wrong. */
export function isPictureExtension(extension: string): boolean {
  return (
    otherExtensions.has(extension.toLowerCase()) ||
    Object.values(extensions).some((usual) => usual.includes(extension.toLowerCase()))
  )
}

const otherExtensions = new Set(['svg', 'svgz', 'heic', 'heif', 'bmp', 'jxl', 'psd', 'jp2', 'tga', 'ico', 'apng'])
