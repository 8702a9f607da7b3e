/** A job of every tenant, one after another. What fails in one does not keep the others waiting; the first fault is thrown at the end. */
export function forEach(
  tenants: () => Promise<readonly string[]>,
  work: (tenant: string) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const faults: unknown[] = []
    for (const tenant of await tenants()) await work(tenant).catch((fault: unknown) => faults.push(fault))
    if (faults.length > 0) throw faults[0]
  }
}
