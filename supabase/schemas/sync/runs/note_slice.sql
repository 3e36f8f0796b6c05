-- What a slice has used, written with its end: hosted Supabase ends a worker that uses too much, and such a slice notes nothing.

create function sync.note_slice(p_run bigint, p_slice jsonb)
returns void
language sql
set search_path = ''
begin atomic
  update sync.runs r
  set cpu_ms = coalesce(r.cpu_ms, 0) + s."cpuMs",
      slice_cpu_ms = greatest(r.slice_cpu_ms, s."cpuMs"),
      slice_ms = greatest(r.slice_ms, s."wallMs"),
      peak_memory_bytes = greatest(r.peak_memory_bytes, s."peakMemoryBytes"),
      bytes = r.bytes + coalesce(s.bytes, 0)
  from jsonb_to_record(p_slice) s ("cpuMs" int, "wallMs" int, "peakMemoryBytes" bigint, bytes bigint)
  where r.run_id = p_run and p_slice is not null;
end;

comment on function sync.note_slice(bigint, jsonb) is
  'Adds what a slice has used to its run: {cpuMs, wallMs, peakMemoryBytes, bytes}. cpuMs and peakMemoryBytes are null where the runtime does not tell them.';
