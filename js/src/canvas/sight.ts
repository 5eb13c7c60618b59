/** How long something may be out of sight until that counts, in ms: a page that is read up and down stays as it is. */
const PATIENCE = 1000;

/** Tells when an element comes in sight, and when it has been out of sight for a while. */
export function watchSight(target: Element, changed: (seen: boolean) => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver((entries) => {
    clearTimeout(timer);
    if (entries[entries.length - 1].isIntersecting) changed(true);
    else timer = setTimeout(() => changed(false), PATIENCE);
  });
  observer.observe(target); // reports at once where it is
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
  };
  signal.addEventListener("abort", stop, { once: true });
}
