/** The largest page that the contract allows. */
const LARGEST_PAGE = 100;

/**
 * Yields the items of all pages. An item that is on two pages, since others were added meanwhile, is yielded once. One that is
 * deleted meanwhile moves the others up, and so may hide one of them.
 */
export async function* listAll<
  R extends { limit?: number | undefined; offset?: number | undefined },
  T extends { sessionId: string },
>(
  list: (page: R) => PromiseLike<readonly T[] & { readonly total: number }>,
  request: R,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  for (let offset = request.offset ?? 0; ; ) {
    const page = await list({ ...request, limit: request.limit ?? LARGEST_PAGE, offset });
    for (const item of page) {
      if (seen.has(item.sessionId)) continue;
      seen.add(item.sessionId);
      yield item;
    }
    offset += page.length;
    if (!page.length || offset >= page.total) return;
  }
}
