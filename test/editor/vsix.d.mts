/** Packages the built extension at `extension` into `file`; returns `file`. */
export function packageExtension(extension: string, file: string): Promise<string>;
