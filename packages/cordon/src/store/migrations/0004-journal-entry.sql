-- What the journal is asked by: ids of vendors, codes, times and pseudonyms, filled from the journal and from nothing else.
-- It can be emptied at any time and is made again. No entry's content: that is opened from the journal itself.

-- One tenant's entries of one node. `digest` runs over all rows in order, and `proof` is a keyed hash of it, so that a row
-- that was changed or taken out is noticed; `tail` ties the shelf to the journal it was filled from.
create table journal_shelf (
  id integer generated always as identity unique,
  tenant text not null, node text not null,
  next_seq bigint not null, digest bytea not null, proof text not null, tail text not null,
  primary key (tenant, node)
);
create table journal_entry (
  tenant text not null, shelf integer not null, seq bigint not null, at bigint not null,
  class text not null, person text, patient text, vendor text, purpose text, decision text,
  outcome text, code text, request text, weight integer not null,
  primary key (shelf, seq)
);
-- Newest first, from any place on: a page is read from the index, however many there are. What has few values carries the
-- others, so that a combination that hardly ever occurs is looked for in the index alone.
create index journal_entry_at on journal_entry (shelf, at, seq);
create index journal_entry_class on journal_entry (shelf, class, at, seq);
create index journal_entry_person on journal_entry (shelf, person, at, seq) where person is not null;
create index journal_entry_patient on journal_entry (shelf, patient, at, seq) where patient is not null;
create index journal_entry_vendor on journal_entry (shelf, vendor, at, seq)
  include (tenant, class, purpose, decision) where vendor is not null;
create index journal_entry_purpose on journal_entry (shelf, purpose, at, seq)
  include (tenant, class, vendor, decision) where purpose is not null;
create index journal_entry_decision on journal_entry (shelf, decision, at, seq)
  include (tenant, class, vendor, purpose) where decision is not null;
create index journal_entry_request on journal_entry (shelf, request, at, seq) where request is not null;

do $$
declare name text;
begin
  foreach name in array array['journal_shelf', 'journal_entry'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, delete on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
-- Rows are written once, or all made again.
grant update on journal_shelf to cordon_app;
