export function pages(): Record<string, string>
export function read(name: string): string
