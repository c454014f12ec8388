/** What open faults have set up beside the roles: undone at the end of a run at the latest, however that comes. */

type Undo = () => void | Promise<void>;

export interface Undoing {
  /** Notes how to undo what was just done; the function that it gives forgets that, once it is undone. */
  add(undo: Undo): () => void;
  /** Undoes what is still there, the last first; what is added afterwards is undone at once. Rejects when all was tried. */
  all(): Promise<void>;
}

export function makeUndoing(): Undoing {
  const open = new Set<Undo>();
  let over = false;
  return {
    add(undo) {
      if (over) void undo();
      else open.add(undo);
      return () => void open.delete(undo);
    },
    async all() {
      over = true;
      const failures: unknown[] = [];
      for (const undo of [...open].reverse()) {
        await Promise.resolve()
          .then(undo)
          .catch((error: unknown) => failures.push(error));
      }
      open.clear();
      if (failures.length > 0) throw failures[0];
    },
  };
}
