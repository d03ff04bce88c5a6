// Moments as the form writes them: in the zone of the method, by the server's clock. Pure, but for `clockOf`.

const MOMENT = /^(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?$/;

/** The server's clock on this device: its own may be wrong. `serverNow` is the server's time now, as ISO text. */
export function clockOf(serverNow) {
  const ahead = Date.parse(serverNow) - Date.now();
  return () => new Date(Date.now() + ahead);
}

/** Writes and reads moments in one zone. */
export function timesIn(zone) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, ...parts });

  function write(moment) {
    return `${format.format(moment)}.${Math.floor(moment.getMilliseconds() / 100)}`;
  }

  /** The moment that is meant, a time alone being of the same day as `that`; null when it cannot be read. */
  function read(text, that) {
    const found = MOMENT.exec(text.trim());
    if (!found) return null;
    const [year, month, day] = found[1] ? found.slice(1, 4) : format.format(that).slice(0, 10).split("-");
    const [hour, minute, second] = [found[4], found[5], found[6] ?? "0"];
    const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, Number((found[7] ?? "0").padEnd(3, "0")));
    // What the zone's clock shows at that instant tells how far it is from UTC.
    return new Date(asUtc - offsetAt(asUtc - offsetAt(asUtc)));
  }

  function offsetAt(instant) {
    const whole = Math.floor(instant / 1000) * 1000;
    return Date.parse(`${format.format(whole).replace(" ", "T")}Z`) - whole;
  }

  return { write, read };
}

/** Whole seconds to contact as the method counts them; null until an official answers (`shopper/contact_time.py`). */
export function secondsToContact(stamps, clockStarts) {
  if (!stamps.official_at || !stamps.dialled_at) return null;
  const voice = clockStarts === "human_voice" ? stamps.human_at : null;
  return Math.floor((stamps.official_at - (voice ?? stamps.dialled_at)) / 1000);
}

/** Minutes and seconds, such as 1:07. */
export function asClock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
