-- Breaking the glass, telling those who have to know, and limits shared by nodes. Patients are pseudonyms.

create table emergency_grant (
  tenant text not null, id text not null,
  person text not null, application text, patient text not null,
  reason text not null check (reason in ('cannot-consent', 'threat-to-life', 'covering-clinician', 'other')),
  -- The words and the patient as stated, under the patient's own key.
  sealed bytea not null,
  started_at timestamptz not null, ends_at timestamptz not null,
  used_at timestamptz, stopped_at timestamptz, expired_at timestamptz,
  due_at timestamptz not null,
  reviewed_at timestamptz, reviewed_by text,
  outcome text check (outcome in ('appropriate', 'inappropriate', 'needs-follow-up')), incident text,
  primary key (tenant, id)
);
create index emergency_grant_person on emergency_grant (tenant, person, started_at);
create index emergency_grant_open on emergency_grant (tenant, ends_at) where stopped_at is null and expired_at is null;
create index emergency_grant_due on emergency_grant (tenant, due_at) where outcome is null or outcome = 'needs-follow-up';

-- What a recipient outside has to be told, until it acknowledges: ids, codes and times, no patient.
create table notice (
  tenant text not null, id text not null, what text not null, body jsonb not null,
  created_at timestamptz not null, next_at timestamptz not null, attempts integer not null default 0,
  acknowledged_at timestamptz,
  primary key (tenant, id)
);
create index notice_pending on notice (tenant, next_at) where acknowledged_at is null;

-- One meter of one caller or application. A bucket's level is what is left in it; a period's (a day, a month) is what was
-- taken of it by leases; of slots there is one row for each node, and its level is what that node holds.
create table quota (
  tenant text not null, subject text not null, meter text not null, period text not null, node text not null,
  level double precision not null, at bigint not null,
  primary key (tenant, subject, meter, period, node)
);
create index quota_at on quota (tenant, at);

-- Whom a person asked about on one day, as pseudonyms.
create table patient_seen (
  tenant text not null, person text not null, day text not null, patient text not null,
  primary key (tenant, person, day, patient)
);

do $$
declare name text;
begin
  foreach name in array array['emergency_grant', 'notice', 'quota', 'patient_seen'] loop
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
