-- Who may look at whose chart, and why, from more sources than charts: groups, teams, roles, merged patients, admissions.
-- Rows are found by pseudonyms; what says when and why is sealed.

-- What one resource stated is taken back by its name alone, whichever patients it named.
create index relationship_ref on relationship (tenant, ref);
create index relationship_actor on relationship (tenant, actor);

-- A resource that states relationships and is no part of a chart (Appointment, EpisodeOfCare, Group): whether it changed.
create table statement (
  tenant text not null, ref text not null, digest text not null,
  primary key (tenant, ref)
);
-- Somebody (`member`) belongs to a team, an organisation or a role (`collective`) while the sealed period says so.
create table membership (
  tenant text not null, member text not null, collective text not null, ref text not null, sealed bytea not null,
  primary key (tenant, member, collective, ref)
);
create index membership_ref on membership (tenant, ref);
-- Two names of one patient: an identifier and whose it is, or a replaced record and its survivor. Contradictions are kept
-- and void: which they are is computed when they are read (`policy/same-patient.ts`).
create table patient_link (
  tenant text not null, name text not null, of text not null, source text not null,
  kind text not null check (kind in ('identifier', 'merge')),
  primary key (tenant, name, of, source)
);
create index patient_link_of on patient_link (tenant, of);
create index patient_link_source on patient_link (tenant, source);

-- What messages of a feed are about: one stay of one patient, or two records that are one, with everything said of it.
create table feed_subject (
  tenant text not null, ref text not null, patient text not null, sealed bytea not null,
  primary key (tenant, ref)
);
-- Messages taken in: one that comes again is acknowledged again, and changes nothing.
create table feed_message (
  tenant text not null, sender text not null, control text not null, digest text not null,
  received_at timestamptz not null,
  primary key (tenant, sender, control)
);
create index feed_message_age on feed_message (tenant, received_at);
-- Messages that could not be taken in, whole and sealed, until somebody retries or drops them.
create table feed_kept (
  tenant text not null, id text not null, feed text not null, code text not null, place text,
  bytes integer not null, received_at timestamptz not null, sealed bytea not null,
  primary key (tenant, id)
);

do $$
declare name text;
begin
  foreach name in array array['statement', 'membership', 'patient_link', 'feed_subject', 'feed_message', 'feed_kept'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
