// Made by `npm run generate:types` from the migrations. Do not edit.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "app": {
          Tables: {
            [_ in never]: never
          }
          Views: {
            "accounts": {
                  Row: {
                    "account_id": string | null,"name": string | null,"time_zone": string | null,"today": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"appointments": {
                  Row: {
                    "account_id": string,"address": string | null,"client_id": string | null,"client_name": string | null,"gazelle_url": string | null,"id": string,"is_all_day": boolean | null,"is_coming": boolean | null,"is_confirmed": boolean | null,"local_date": string | null,"local_time": string | null,"map_url": string | null,"minutes": number | null,"notes": string | null,"pianos": Json | null,"read_at": string | null,"starts_at": string | null,"status": string | null,"technician_id": string | null,"technician_name": string | null,"time_zone": string | null,"title": string | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "appointments_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "appointments_user_id_fkey"
      columns: ["technician_id"]
isOneToOne: false
      referencedRelation: "technicians"
      referencedColumns: ["id"]
    }
                  ]
                },"clients": {
                  Row: {
                    "account_id": string,"city": string | null,"email": string | null,"gazelle_url": string | null,"id": string,"is_active": boolean | null,"language": string | null,"last_service_on": string | null,"name": string | null,"next_service_on": string | null,"notes": string | null,"owed": number | null,"phone": string | null,"pianos": number | null,"postal_code": string | null,"read_at": string | null,"region": string | null,"status": string | null,"street": string | null,"tags": (string)[] | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"contacts": {
                  Row: {
                    "account_id": string,"address": string | null,"archived": boolean | null,"client_id": string | null,"client_name": string | null,"emails": Json | null,"gazelle_url": string | null,"id": string,"is_default": boolean | null,"name": string | null,"phones": Json | null,"read_at": string | null,"role": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"address"?: never,"archived"?: boolean | null,"client_id"?: string | null,"client_name"?: never,"emails"?: never,"gazelle_url"?: never,"id"?: string | null,"is_default"?: boolean | null,"name"?: never,"phones"?: never,"read_at"?: never,"role"?: string | null
                         }
                        Update: {
                           "account_id"?: string | null,"address"?: never,"archived"?: boolean | null,"client_id"?: string | null,"client_name"?: never,"emails"?: never,"gazelle_url"?: never,"id"?: string | null,"is_default"?: boolean | null,"name"?: never,"phones"?: never,"read_at"?: never,"role"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "contacts_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    }
                  ]
                },"estimates": {
                  Row: {
                    "account_id": string,"client_id": string | null,"client_name": string | null,"date": string | null,"expires_on": string | null,"gazelle_url": string | null,"id": string,"notes": string | null,"number": number | null,"piano_id": string | null,"piano_title": string | null,"read_at": string | null,"status": string | null,"total": number | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"client_id"?: string | null,"client_name"?: never,"date"?: never,"expires_on"?: string | null,"gazelle_url"?: never,"id"?: string | null,"notes"?: string | null,"number"?: number | null,"piano_id"?: string | null,"piano_title"?: never,"read_at"?: never,"status"?: never,"total"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"client_id"?: string | null,"client_name"?: never,"date"?: never,"expires_on"?: string | null,"gazelle_url"?: never,"id"?: string | null,"notes"?: string | null,"number"?: number | null,"piano_id"?: string | null,"piano_title"?: never,"read_at"?: never,"status"?: never,"total"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "estimates_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimates_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                },"invoices": {
                  Row: {
                    "account_id": string,"client_id": string | null,"client_name": string | null,"currency": string | null,"date": string | null,"due_on": string | null,"gazelle_url": string | null,"id": string,"number": number | null,"owed": number | null,"read_at": string | null,"status": string | null,"total": number | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"client_id"?: string | null,"client_name"?: never,"currency"?: string | null,"date"?: string | null,"due_on"?: string | null,"gazelle_url"?: never,"id"?: string | null,"number"?: number | null,"owed"?: never,"read_at"?: never,"status"?: string | null,"total"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"client_id"?: string | null,"client_name"?: never,"currency"?: string | null,"date"?: string | null,"due_on"?: string | null,"gazelle_url"?: never,"id"?: string | null,"number"?: number | null,"owed"?: never,"read_at"?: never,"status"?: string | null,"total"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "invoices_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    }
                  ]
                },"pianos": {
                  Row: {
                    "account_id": string,"client_id": string | null,"client_name": string | null,"gazelle_url": string | null,"has_dampp_chaser": boolean | null,"humidity": number | null,"id": string,"is_active": boolean | null,"is_out_of_range": boolean | null,"is_overdue": boolean | null,"last_reading_on": string | null,"last_service_on": string | null,"location": string | null,"make": string | null,"model": string | null,"next_service_on": string | null,"notes": string | null,"photos": Json | null,"pitch": number | null,"read_at": string | null,"serial_number": string | null,"status": string | null,"tags": (string)[] | null,"temperature": number | null,"title": string | null,"type": string | null,"year": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "pianos_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    }
                  ]
                },"readings": {
                  Row: {
                    "account_id": string | null,"confidence": number | null,"entry_id": string | null,"humidity": number | null,"humidity_source": string | null,"id": string | null,"is_out_of_range": boolean | null,"piano_id": string | null,"pitch": number | null,"pitch_source": string | null,"source": string | null,"taken_on": string | null,"temperature": number | null,"temperature_source": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"technicians": {
                  Row: {
                    "account_id": string,"id": string,"is_active": boolean | null,"kind": string | null,"name": string | null,"read_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"id"?: string | null,"is_active"?: never,"kind"?: string | null,"name"?: never,"read_at"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"id"?: string | null,"is_active"?: never,"kind"?: string | null,"name"?: never,"read_at"?: never
                         }
                        Relationships: [
                    
                  ]
                },"timeline": {
                  Row: {
                    "account_id": string,"category": string | null,"client_id": string | null,"client_name": string | null,"gazelle_url": string | null,"id": string,"is_legacy": boolean,"local_date": string | null,"occurred_at": string | null,"piano_id": string | null,"piano_title": string | null,"read_at": string | null,"text": string | null,"title": string | null,"type": string | null,"user_name": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"category"?: string | null,"client_id"?: string | null,"client_name"?: never,"gazelle_url"?: never,"id"?: string | null,"is_legacy"?: boolean | null,"local_date"?: string | null,"occurred_at"?: string | null,"piano_id"?: string | null,"piano_title"?: never,"read_at"?: never,"text"?: string | null,"title"?: string | null,"type"?: string | null,"user_name"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"category"?: string | null,"client_id"?: string | null,"client_name"?: never,"gazelle_url"?: never,"id"?: string | null,"is_legacy"?: boolean | null,"local_date"?: string | null,"occurred_at"?: string | null,"piano_id"?: string | null,"piano_title"?: never,"read_at"?: never,"text"?: string | null,"title"?: string | null,"type"?: string | null,"user_name"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "timeline_entries_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                }
          }
          Functions: {
            "ages":
{ Args: { "p_account": string }; Returns: {
              "as_of": string,"fresh_within": string,"is_late": boolean,"last_success_at": string,"module": string,"title": Json
            }[]
                           },
"day":
{ Args: { "p_account": string,"p_date": string,"p_technician"?: string }; Returns: {
              "account_id": string,"address": string,"client_id": string,"client_name": string,"gazelle_url": string,"id": string,"is_all_day": boolean,"is_confirmed": boolean,"last_notes": Json,"local_date": string,"local_time": string,"map_url": string,"minutes": number,"notes": string,"owed": number,"phone": string,"pianos": Json,"read_at": string,"readings": Json,"starts_at": string,"status": string,"technician_id": string,"technician_name": string,"time_zone": string,"title": string,"type": string
            }[]
                           },
"excerpt":
{ Args: { "p_text": string,"p_words": string }; Returns: string
                           },
"find_by_words":
{ Args: { "p_accounts": (string)[],"p_limit": number,"p_text": string }; Returns: {
              "account_id": string,"client_id": string,"field": string,"id": string,"kind": string,"matched": string,"score": number
            }[]
                           },
"find_notes":
{ Args: { "p_account": string,"p_before": string,"p_limit": number,"p_text": string }; Returns: {
              "id": string
            }[]
                           },
"find_records":
{ Args: { "p_account": string,"p_limit": number,"p_text": string }; Returns: {
              "account_id": string,"client_id": string,"field": string,"id": string,"kind": string,"matched": string,"score": number
            }[]
                           },
"good_range":
{ Args: { "p_measure": string }; Returns: unknown
                           },
"good_ranges":
{ Args: Record<PropertyKey, never>; Returns: {
              "high": number,"low": number,"measure": string
            }[]
                           },
"is_active":
{ Args: { "p_status": string }; Returns: boolean
                           },
"is_out_of_range":
{ Args: { "p_humidity": number,"p_pitch": number,"p_temperature": number }; Returns: boolean
                           },
"last_notes":
{ Args: { "p_client": string,"p_pianos": (string)[] }; Returns: Json
                           },
"likeness":
{ Args: { "p_plain": string,"p_text": string }; Returns: number
                           },
"map_url":
{ Args: { "p_address": string,"p_lat"?: number,"p_lng"?: number }; Returns: string
                           },
"match_words":
{ Args: { "p_accounts": (string)[],"p_is_similar": boolean,"p_limit": number,"p_owners": (string)[],"p_text": string }; Returns: {
              "account_id": string,"client_id": string,"field": string,"id": string,"kind": string,"matched": string,"score": number
            }[]
                           },
"note_query":
{ Args: { "p_text": string }; Returns: unknown
                           },
"note_vector":
{ Args: { "p_text": string,"p_title": string }; Returns: unknown
                           },
"note_words":
{ Args: { "p_text": string }; Returns: string
                           },
"owners_of_word":
{ Args: { "p_accounts": (string)[],"p_is_similar": boolean,"p_most"?: number,"p_word": Database["app"]['CompositeTypes']["search_word"] }; Returns: (string)[]
                           },
"piano_life":
{ Args: { "p_account": string,"p_piano": string }; Returns: {
              "account_id": string,"client_id": string,"client_name": string,"from_on": string,"is_active": boolean,"is_asked": boolean,"piano_id": string,"until_on": string
            }[]
                           },
"piano_title":
{ Args: { "p_make": string,"p_model": string }; Returns: string
                           },
"read_accounts":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"name": string,"time_zone": string,"today": string
            }[]
                           },
"read_calendar":
{ Args: { "p_token_hash": string }; Returns: Json
                           },
"read_sheet":
{ Args: { "p_after"?: string,"p_limit"?: number,"p_token_hash": string }; Returns: Json
                           },
"record_url":
{ Args: { "p_client": string }; Returns: string
                           },
"same_pianos":
{ Args: { "p_account": string,"p_piano": string }; Returns: string[]
                           },
"search":
{ Args: { "p_account"?: string,"p_limit"?: number,"p_text": string }; Returns: {
              "account_id": string,"client_id": string,"detail": string,"field": string,"id": string,"is_active": boolean,"kind": string,"matched": string,"score": number,"title": string
            }[]
                           },
"search_notes":
{ Args: { "p_account"?: string,"p_before"?: string,"p_limit"?: number,"p_text": string }; Returns: {
              "account_id": string,"category": string,"client_id": string,"client_name": string,"id": string,"local_date": string,"matched": string,"piano_id": string,"piano_title": string,"type": string,"user_name": string
            }[]
                           },
"search_words":
{ Args: { "p_text": string }; Returns: Database["app"]['CompositeTypes']["search_word"][]
                          SetofOptions: {
        from: "*"
        to: "search_word"
        isOneToOne: false
        isSetofReturn: true
      } },
"url_part":
{ Args: { "p_text": string }; Returns: string
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            "search_word": {
                        "plain": string | null,"patterns": (string)[] | null,"swapped": (string)[] | null,"serial": string | null,"phone": string | null
                      }
          }
        },"changes": {
          Tables: {
            "loaded": {
                  Row: {
                    "account_id": string,"module": string,"since": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"module": string,"since"?: string
                  }
                  Update: {
                    "account_id"?: string,"module"?: string,"since"?: string
                  }
                  Relationships: [
                    
                  ]
                },"log": {
                  Row: {
                    "account_id": string,"at": string,"cause": string,"changes": NonNullable<Json>,"entity": string,"id": string,"merged_into": string | null,"operation": string,"position": number,"run_id": number | null,"version": number,"shown": Json | null
                  }
                  ComputedFields: "shown"
                  Insert: {
                    "account_id": string,"at": string,"cause": string,"changes": NonNullable<Json>,"entity": string,"id": string,"merged_into"?: string | null,"operation": string,"position"?: number,"run_id"?: number | null,"version": number
                  }
                  Update: {
                    "account_id"?: string,"at"?: string,"cause"?: string,"changes"?: NonNullable<Json>,"entity"?: string,"id"?: string,"merged_into"?: string | null,"operation"?: string,"position"?: number,"run_id"?: number | null,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"log_rest": {
                  Row: {
                    "account_id": string,"at": string,"cause": string,"changes": NonNullable<Json>,"entity": string,"id": string,"merged_into": string | null,"operation": string,"position": number,"run_id": number | null,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"at": string,"cause": string,"changes": NonNullable<Json>,"entity": string,"id": string,"merged_into"?: string | null,"operation": string,"position"?: number,"run_id"?: number | null,"version": number
                  }
                  Update: {
                    "account_id"?: string,"at"?: string,"cause"?: string,"changes"?: NonNullable<Json>,"entity"?: string,"id"?: string,"merged_into"?: string | null,"operation"?: string,"position"?: number,"run_id"?: number | null,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"pruned": {
                  Row: {
                    "at": string | null,"is_only": boolean,"position": number
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string | null,"is_only"?: boolean,"position": number
                  }
                  Update: {
                    "at"?: string | null,"is_only"?: boolean,"position"?: number
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "add_partitions":
{ Args: { "p_today"?: string }; Returns: number
                           },
"because":
{ Args: { "p_cause": string,"p_run"?: number,"p_unless_known"?: boolean }; Returns: undefined
                           },
"begin":
{ Args: { "p_account": string,"p_module": string }; Returns: undefined
                           },
"blank":
{ Args: { "p_row": Json }; Returns: Json
                           },
"broadcast":
{ Args: { "p_on": boolean }; Returns: string
                           },
"check_loaded":
{ Args: { "p_account": string,"p_entities": (string)[] }; Returns: undefined
                           },
"checked_entities":
{ Args: { "p_entities": (string)[] }; Returns: (string)[]
                           },
"differences":
{ Args: { "p_after": Json,"p_before": Json }; Returns: Json
                           },
"drawn_position":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"first_position":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"follow":
{ Args: { "p_entity": string }; Returns: undefined
                           },
"forget":
{ Args: { "p_account": string,"p_ids": (string)[] }; Returns: number
                           },
"hold_loaded":
{ Args: { "p_run": number }; Returns: undefined
                           },
"hold_place":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"is_kept":
{ Args: { "p_instant": string }; Returns: boolean
                           },
"is_loaded":
{ Args: { "p_account": string,"p_entity": string }; Returns: boolean
                           },
"is_noted":
{ Args: { "p_account": string,"p_entity": string }; Returns: boolean
                           },
"last_position":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"newest":
{ Args: { "p_account"?: string,"p_entities"?: (string)[],"p_limit"?: number }; Returns: Json
                           },
"of_runs":
{ Args: { "p_each"?: number,"p_runs": (number)[] }; Returns: {
              "account_id": string,
"at": string,
"cause": string,
"changes": NonNullable<Json>,
"entity": string,
"id": string,
"merged_into": string | null,
"operation": string,
"position": number,
"run_id": number | null,
"version": number
            }[]
                          SetofOptions: {
        from: "*"
        to: "log"
        isOneToOne: false
        isSetofReturn: true
      } },
"position_at":
{ Args: { "p_account": string,"p_instant": string }; Returns: string
                           },
"position_of":
{ Args: { "p_account": string,"p_position": string }; Returns: number
                           },
"prune":
{ Args: { "p_before": string,"p_limit": number }; Returns: number
                           },
"read":
{ Args: { "p_account"?: string,"p_after"?: string,"p_entities"?: (string)[],"p_limit"?: number }; Returns: Json
                           },
"records_at":
{ Args: { "p_account": string,"p_entity": string,"p_ids": (string)[],"p_position": number }; Returns: {
              "id": string,"record": Json,"version": number
            }[]
                           },
"shown":
{ Args: { "p_change": Omit<Database["changes"]['Tables']["log"]['Row'], Database["changes"]['Tables']["log"]['ComputedFields']> }; Returns: Json
                           },
"snapshot":
{ Args: { "p_account"?: string,"p_after"?: string,"p_entity": string,"p_limit"?: number,"p_position": string }; Returns: Json
                           },
"start":
{ Args: { "p_account"?: string,"p_entities"?: (string)[] }; Returns: Json
                           },
"told":
{ Args: { "p_account": string,"p_positions": (number)[] }; Returns: {
              "change": Json,"position": number
            }[]
                           },
"without_ids":
{ Args: { "p_changes": Json,"p_ids": (string)[] }; Returns: Json
                           },
"written":
{ Args: { "p_account": string,"p_position": number }; Returns: string
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        },"gazelle": {
          Tables: {
            "appointment_pianos": {
                  Row: {
                    "account_id": string,"appointment_id": string | null,"created_at": string,"deleted_at": string | null,"id": string,"is_placeholder": boolean,"is_tuning": boolean | null,"piano_id": string | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"appointment_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"id": string,"is_placeholder"?: boolean,"is_tuning"?: boolean | null,"piano_id"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"appointment_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"is_tuning"?: boolean | null,"piano_id"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "appointment_pianos_appointment_id_fkey"
      columns: ["appointment_id"]
isOneToOne: false
      referencedRelation: "appointments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "appointment_pianos_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                },"appointments": {
                  Row: {
                    "account_id": string,"address_line": string | null,"buffer": number | null,"client_id": string | null,"confirmation_warning": string | null,"confirmed_at": string | null,"confirmed_by_client": boolean | null,"created_at": string,"created_by_id": string | null,"deleted_at": string | null,"duration": number | null,"first_piano_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_all_day": boolean | null,"is_placeholder": boolean,"last_notified_at": string | null,"last_notified_schedule": string | null,"last_notified_tech_id": string | null,"last_notified_time": string | null,"lat": number | null,"lifecycle_state": string | null,"lng": number | null,"local_date": string | null,"local_time": string | null,"location": string | null,"location_country_code": string | null,"location_created_at": string | null,"location_geocode_type": string | null,"location_id": string | null,"location_latitude": string | null,"location_longitude": string | null,"location_municipality": string | null,"location_postal_code": string | null,"location_region": string | null,"location_street1": string | null,"location_street2": string | null,"location_type": string | null,"location_updated_at": string | null,"location_what3words": string | null,"manual_address_line": string | null,"manual_geocode_type": string | null,"manual_lat": number | null,"manual_lng": number | null,"notes": string | null,"recurrence_dates": Json | null,"recurrence_ending_date": string | null,"recurrence_ending_occurrences": number | null,"recurrence_ending_type": string | null,"recurrence_id": string | null,"recurrence_interval": number | null,"recurrence_type": string | null,"recurrence_weekdays": Json | null,"recurrence_weeks": Json | null,"remote_calendar_id": string | null,"remote_calendar_impacts_availability": boolean | null,"remote_calendar_import_as_busy": boolean | null,"remote_calendar_name": string | null,"remote_calendar_source_name": string | null,"remote_calendar_type": string | null,"remote_type": string | null,"scheduler_availability_id": string | null,"source": string | null,"start_at": string | null,"status": string | null,"synced_at": string | null,"timezone": string | null,"title": string | null,"travel_mode": string | null,"type": string | null,"updated_at": string,"user_id": string | null,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"address_line"?: string | null,"buffer"?: number | null,"client_id"?: string | null,"confirmation_warning"?: string | null,"confirmed_at"?: string | null,"confirmed_by_client"?: boolean | null,"created_at"?: string,"created_by_id"?: string | null,"deleted_at"?: string | null,"duration"?: number | null,"first_piano_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"geocode_type"?: string | null,"id": string,"is_all_day"?: boolean | null,"is_placeholder"?: boolean,"last_notified_at"?: string | null,"last_notified_schedule"?: string | null,"last_notified_tech_id"?: string | null,"last_notified_time"?: string | null,"lat"?: number | null,"lifecycle_state"?: string | null,"lng"?: number | null,"local_date"?: string | null,"local_time"?: string | null,"location"?: string | null,"location_country_code"?: string | null,"location_created_at"?: string | null,"location_geocode_type"?: string | null,"location_id"?: string | null,"location_latitude"?: string | null,"location_longitude"?: string | null,"location_municipality"?: string | null,"location_postal_code"?: string | null,"location_region"?: string | null,"location_street1"?: string | null,"location_street2"?: string | null,"location_type"?: string | null,"location_updated_at"?: string | null,"location_what3words"?: string | null,"manual_address_line"?: string | null,"manual_geocode_type"?: string | null,"manual_lat"?: number | null,"manual_lng"?: number | null,"notes"?: string | null,"recurrence_dates"?: Json | null,"recurrence_ending_date"?: string | null,"recurrence_ending_occurrences"?: number | null,"recurrence_ending_type"?: string | null,"recurrence_id"?: string | null,"recurrence_interval"?: number | null,"recurrence_type"?: string | null,"recurrence_weekdays"?: Json | null,"recurrence_weeks"?: Json | null,"remote_calendar_id"?: string | null,"remote_calendar_impacts_availability"?: boolean | null,"remote_calendar_import_as_busy"?: boolean | null,"remote_calendar_name"?: string | null,"remote_calendar_source_name"?: string | null,"remote_calendar_type"?: string | null,"remote_type"?: string | null,"scheduler_availability_id"?: string | null,"source"?: string | null,"start_at"?: string | null,"status"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"title"?: string | null,"travel_mode"?: string | null,"type"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"address_line"?: string | null,"buffer"?: number | null,"client_id"?: string | null,"confirmation_warning"?: string | null,"confirmed_at"?: string | null,"confirmed_by_client"?: boolean | null,"created_at"?: string,"created_by_id"?: string | null,"deleted_at"?: string | null,"duration"?: number | null,"first_piano_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"geocode_type"?: string | null,"id"?: string,"is_all_day"?: boolean | null,"is_placeholder"?: boolean,"last_notified_at"?: string | null,"last_notified_schedule"?: string | null,"last_notified_tech_id"?: string | null,"last_notified_time"?: string | null,"lat"?: number | null,"lifecycle_state"?: string | null,"lng"?: number | null,"local_date"?: string | null,"local_time"?: string | null,"location"?: string | null,"location_country_code"?: string | null,"location_created_at"?: string | null,"location_geocode_type"?: string | null,"location_id"?: string | null,"location_latitude"?: string | null,"location_longitude"?: string | null,"location_municipality"?: string | null,"location_postal_code"?: string | null,"location_region"?: string | null,"location_street1"?: string | null,"location_street2"?: string | null,"location_type"?: string | null,"location_updated_at"?: string | null,"location_what3words"?: string | null,"manual_address_line"?: string | null,"manual_geocode_type"?: string | null,"manual_lat"?: number | null,"manual_lng"?: number | null,"notes"?: string | null,"recurrence_dates"?: Json | null,"recurrence_ending_date"?: string | null,"recurrence_ending_occurrences"?: number | null,"recurrence_ending_type"?: string | null,"recurrence_id"?: string | null,"recurrence_interval"?: number | null,"recurrence_type"?: string | null,"recurrence_weekdays"?: Json | null,"recurrence_weeks"?: Json | null,"remote_calendar_id"?: string | null,"remote_calendar_impacts_availability"?: boolean | null,"remote_calendar_import_as_busy"?: boolean | null,"remote_calendar_name"?: string | null,"remote_calendar_source_name"?: string | null,"remote_calendar_type"?: string | null,"remote_type"?: string | null,"scheduler_availability_id"?: string | null,"source"?: string | null,"start_at"?: string | null,"status"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"title"?: string | null,"travel_mode"?: string | null,"type"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "appointments_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "appointments_created_by_id_fkey"
      columns: ["created_by_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "appointments_first_piano_id_fkey"
      columns: ["first_piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "appointments_scheduler_availability_id_fkey"
      columns: ["scheduler_availability_id"]
isOneToOne: false
      referencedRelation: "availabilities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "appointments_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"availabilities": {
                  Row: {
                    "account_id": string,"adjust_preferred_slots": boolean | null,"created_at": string,"deleted_at": string | null,"end_date": string | null,"end_of_day_location": Json | null,"end_of_day_type": string | null,"end_time": string | null,"exclude_dates": (string)[] | null,"floating_downtime_rules": Json | null,"id": string,"include_dates": (string)[] | null,"is_exclusive": boolean | null,"is_placeholder": boolean,"max_appointments_per_day": number | null,"name": string | null,"preferred_slot_policy": string | null,"preferred_slot_times": (string)[] | null,"recurrence_rule": string | null,"rounding_minutes": number | null,"service_area_id": string | null,"start_date": string | null,"start_of_day_location": Json | null,"start_of_day_type": string | null,"start_time": string | null,"synced_at": string | null,"updated_at": string,"user_id": string | null,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"adjust_preferred_slots"?: boolean | null,"created_at"?: string,"deleted_at"?: string | null,"end_date"?: string | null,"end_of_day_location"?: Json | null,"end_of_day_type"?: string | null,"end_time"?: string | null,"exclude_dates"?: (string)[] | null,"floating_downtime_rules"?: Json | null,"id": string,"include_dates"?: (string)[] | null,"is_exclusive"?: boolean | null,"is_placeholder"?: boolean,"max_appointments_per_day"?: number | null,"name"?: string | null,"preferred_slot_policy"?: string | null,"preferred_slot_times"?: (string)[] | null,"recurrence_rule"?: string | null,"rounding_minutes"?: number | null,"service_area_id"?: string | null,"start_date"?: string | null,"start_of_day_location"?: Json | null,"start_of_day_type"?: string | null,"start_time"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"adjust_preferred_slots"?: boolean | null,"created_at"?: string,"deleted_at"?: string | null,"end_date"?: string | null,"end_of_day_location"?: Json | null,"end_of_day_type"?: string | null,"end_time"?: string | null,"exclude_dates"?: (string)[] | null,"floating_downtime_rules"?: Json | null,"id"?: string,"include_dates"?: (string)[] | null,"is_exclusive"?: boolean | null,"is_placeholder"?: boolean,"max_appointments_per_day"?: number | null,"name"?: string | null,"preferred_slot_policy"?: string | null,"preferred_slot_times"?: (string)[] | null,"recurrence_rule"?: string | null,"rounding_minutes"?: number | null,"service_area_id"?: string | null,"start_date"?: string | null,"start_of_day_location"?: Json | null,"start_of_day_type"?: string | null,"start_time"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "availabilities_service_area_id_fkey"
      columns: ["service_area_id"]
isOneToOne: false
      referencedRelation: "service_areas"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "availabilities_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"call_center_items": {
                  Row: {
                    "account_id": string,"appointment_id": string | null,"client_id": string | null,"contact_completed_at": string | null,"contact_count": number | null,"contact_due_at": string | null,"contact_state": string | null,"created_at": string,"deleted_at": string | null,"due_on": string | null,"id": string,"is_placeholder": boolean,"lifecycle_contact_log_id": string | null,"lifecycle_id": string | null,"lifecycle_kind": string | null,"municipality": string | null,"piano_id": string | null,"postal_code": string | null,"reference_id": string | null,"reference_type": string | null,"region": string | null,"reminder_kind": string | null,"reminder_state": string | null,"scheduled_message_id": string | null,"scheduled_message_template_id": string | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"appointment_id"?: string | null,"client_id"?: string | null,"contact_completed_at"?: string | null,"contact_count"?: number | null,"contact_due_at"?: string | null,"contact_state"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"due_on"?: string | null,"id": string,"is_placeholder"?: boolean,"lifecycle_contact_log_id"?: string | null,"lifecycle_id"?: string | null,"lifecycle_kind"?: string | null,"municipality"?: string | null,"piano_id"?: string | null,"postal_code"?: string | null,"reference_id"?: string | null,"reference_type"?: string | null,"region"?: string | null,"reminder_kind"?: string | null,"reminder_state"?: string | null,"scheduled_message_id"?: string | null,"scheduled_message_template_id"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"appointment_id"?: string | null,"client_id"?: string | null,"contact_completed_at"?: string | null,"contact_count"?: number | null,"contact_due_at"?: string | null,"contact_state"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"due_on"?: string | null,"id"?: string,"is_placeholder"?: boolean,"lifecycle_contact_log_id"?: string | null,"lifecycle_id"?: string | null,"lifecycle_kind"?: string | null,"municipality"?: string | null,"piano_id"?: string | null,"postal_code"?: string | null,"reference_id"?: string | null,"reference_type"?: string | null,"region"?: string | null,"reminder_kind"?: string | null,"reminder_state"?: string | null,"scheduled_message_id"?: string | null,"scheduled_message_template_id"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "call_center_items_appointment_id_fkey"
      columns: ["appointment_id"]
isOneToOne: false
      referencedRelation: "appointments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "call_center_items_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "call_center_items_lifecycle_id_fkey"
      columns: ["lifecycle_id"]
isOneToOne: false
      referencedRelation: "lifecycles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "call_center_items_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "call_center_items_scheduled_message_id_fkey"
      columns: ["scheduled_message_id"]
isOneToOne: false
      referencedRelation: "scheduled_messages"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "call_center_items_scheduled_message_template_id_fkey"
      columns: ["scheduled_message_template_id"]
isOneToOne: false
      referencedRelation: "scheduled_message_templates"
      referencedColumns: ["id"]
    }
                  ]
                },"cancel_notices": {
                  Row: {
                    "account_id": string,"appointment_id": string | null,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"status": string | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"appointment_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"status"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"appointment_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"status"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "cancel_notices_appointment_id_fkey"
      columns: ["appointment_id"]
isOneToOne: false
      referencedRelation: "appointments"
      referencedColumns: ["id"]
    }
                  ]
                },"clients": {
                  Row: {
                    "account_id": string,"client_type": string | null,"company_name": string | null,"created_at": string,"custom": (string)[] | null,"deleted_at": string | null,"display_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"last_result_notes": string | null,"lifecycle_id": string | null,"lifecycle_state": string | null,"locale": string | null,"no_contact_reason": string | null,"no_contact_until": string | null,"personal_notes": string | null,"preference_notes": string | null,"preferred_technician_id": string | null,"reason_inactive_code": string | null,"reason_inactive_details": string | null,"reference_id": string | null,"referral_client_id": string | null,"referred_by": string | null,"referred_by_notes": string | null,"region": string | null,"status": string | null,"synced_at": string | null,"tags": (string)[] | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_type"?: string | null,"company_name"?: string | null,"created_at"?: string,"custom"?: (string)[] | null,"deleted_at"?: string | null,"display_name"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"last_result_notes"?: string | null,"lifecycle_id"?: string | null,"lifecycle_state"?: string | null,"locale"?: string | null,"no_contact_reason"?: string | null,"no_contact_until"?: string | null,"personal_notes"?: string | null,"preference_notes"?: string | null,"preferred_technician_id"?: string | null,"reason_inactive_code"?: string | null,"reason_inactive_details"?: string | null,"reference_id"?: string | null,"referral_client_id"?: string | null,"referred_by"?: string | null,"referred_by_notes"?: string | null,"region"?: string | null,"status"?: string | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"client_type"?: string | null,"company_name"?: string | null,"created_at"?: string,"custom"?: (string)[] | null,"deleted_at"?: string | null,"display_name"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"last_result_notes"?: string | null,"lifecycle_id"?: string | null,"lifecycle_state"?: string | null,"locale"?: string | null,"no_contact_reason"?: string | null,"no_contact_until"?: string | null,"personal_notes"?: string | null,"preference_notes"?: string | null,"preferred_technician_id"?: string | null,"reason_inactive_code"?: string | null,"reason_inactive_details"?: string | null,"reference_id"?: string | null,"referral_client_id"?: string | null,"referred_by"?: string | null,"referred_by_notes"?: string | null,"region"?: string | null,"status"?: string | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "clients_lifecycle_id_fkey"
      columns: ["lifecycle_id"]
isOneToOne: false
      referencedRelation: "lifecycles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "clients_preferred_technician_id_fkey"
      columns: ["preferred_technician_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "clients_referral_client_id_fkey"
      columns: ["referral_client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    }
                  ]
                },"company": {
                  Row: {
                    "account_id": string,"are_all_reminders_paused": boolean | null,"client_locale": string | null,"country_code": string | null,"country_name": string | null,"created_at": string,"currency": string | null,"custom_labels": (string)[] | null,"default_invoice_net_days": number | null,"deleted_at": string | null,"distance_unit": string | null,"email": string | null,"gazelle_created_at": string | null,"id": string,"is_gdpr_required": boolean | null,"is_parked": boolean | null,"is_placeholder": boolean,"latitude": string | null,"longitude": string | null,"municipality": string | null,"name": string | null,"phone_number": string | null,"postal_code": string | null,"region": string | null,"street1": string | null,"street2": string | null,"synced_at": string | null,"timezone": string | null,"tips_enabled": boolean | null,"updated_at": string,"user_locale": string | null,"version": number,"website": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"are_all_reminders_paused"?: boolean | null,"client_locale"?: string | null,"country_code"?: string | null,"country_name"?: string | null,"created_at"?: string,"currency"?: string | null,"custom_labels"?: (string)[] | null,"default_invoice_net_days"?: number | null,"deleted_at"?: string | null,"distance_unit"?: string | null,"email"?: string | null,"gazelle_created_at"?: string | null,"id": string,"is_gdpr_required"?: boolean | null,"is_parked"?: boolean | null,"is_placeholder"?: boolean,"latitude"?: string | null,"longitude"?: string | null,"municipality"?: string | null,"name"?: string | null,"phone_number"?: string | null,"postal_code"?: string | null,"region"?: string | null,"street1"?: string | null,"street2"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"tips_enabled"?: boolean | null,"updated_at"?: string,"user_locale"?: string | null,"version"?: number,"website"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"are_all_reminders_paused"?: boolean | null,"client_locale"?: string | null,"country_code"?: string | null,"country_name"?: string | null,"created_at"?: string,"currency"?: string | null,"custom_labels"?: (string)[] | null,"default_invoice_net_days"?: number | null,"deleted_at"?: string | null,"distance_unit"?: string | null,"email"?: string | null,"gazelle_created_at"?: string | null,"id"?: string,"is_gdpr_required"?: boolean | null,"is_parked"?: boolean | null,"is_placeholder"?: boolean,"latitude"?: string | null,"longitude"?: string | null,"municipality"?: string | null,"name"?: string | null,"phone_number"?: string | null,"postal_code"?: string | null,"region"?: string | null,"street1"?: string | null,"street2"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"tips_enabled"?: boolean | null,"updated_at"?: string,"user_locale"?: string | null,"version"?: number,"website"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"contact_emails": {
                  Row: {
                    "account_id": string,"client_id": string | null,"contact_id": string | null,"created_at": string,"deleted_at": string | null,"email": string | null,"id": string,"is_default": boolean | null,"is_placeholder": boolean,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_id"?: string | null,"contact_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"email"?: string | null,"id": string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"client_id"?: string | null,"contact_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"email"?: string | null,"id"?: string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "contact_emails_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "contact_emails_contact_id_fkey"
      columns: ["contact_id"]
isOneToOne: false
      referencedRelation: "contacts"
      referencedColumns: ["id"]
    }
                  ]
                },"contact_locations": {
                  Row: {
                    "account_id": string,"client_id": string | null,"contact_id": string | null,"country_code": string | null,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_bad_address": boolean | null,"is_placeholder": boolean,"latitude": string | null,"location_type": string | null,"longitude": string | null,"municipality": string | null,"postal_code": string | null,"region": string | null,"street1": string | null,"street2": string | null,"synced_at": string | null,"updated_at": string,"usage_type": string | null,"version": number,"what3words": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_id"?: string | null,"contact_id"?: string | null,"country_code"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"geocode_type"?: string | null,"id": string,"is_bad_address"?: boolean | null,"is_placeholder"?: boolean,"latitude"?: string | null,"location_type"?: string | null,"longitude"?: string | null,"municipality"?: string | null,"postal_code"?: string | null,"region"?: string | null,"street1"?: string | null,"street2"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"usage_type"?: string | null,"version"?: number,"what3words"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"client_id"?: string | null,"contact_id"?: string | null,"country_code"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"geocode_type"?: string | null,"id"?: string,"is_bad_address"?: boolean | null,"is_placeholder"?: boolean,"latitude"?: string | null,"location_type"?: string | null,"longitude"?: string | null,"municipality"?: string | null,"postal_code"?: string | null,"region"?: string | null,"street1"?: string | null,"street2"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"usage_type"?: string | null,"version"?: number,"what3words"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "contact_locations_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "contact_locations_contact_id_fkey"
      columns: ["contact_id"]
isOneToOne: false
      referencedRelation: "contacts"
      referencedColumns: ["id"]
    }
                  ]
                },"contact_phones": {
                  Row: {
                    "account_id": string,"client_id": string | null,"confirmed_at": string | null,"contact_id": string | null,"created_at": string,"deleted_at": string | null,"extension": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_default": boolean | null,"is_placeholder": boolean,"phone_number": string | null,"synced_at": string | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_id"?: string | null,"confirmed_at"?: string | null,"contact_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"extension"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"phone_number"?: string | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"client_id"?: string | null,"confirmed_at"?: string | null,"contact_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"extension"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"phone_number"?: string | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "contact_phones_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "contact_phones_contact_id_fkey"
      columns: ["contact_id"]
isOneToOne: false
      referencedRelation: "contacts"
      referencedColumns: ["id"]
    }
                  ]
                },"contacts": {
                  Row: {
                    "account_id": string,"archived": boolean | null,"billing_location_ref": string | null,"client_id": string | null,"created_at": string,"default_location_ref": string | null,"deleted_at": string | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_billing_default": boolean | null,"is_default": boolean | null,"is_placeholder": boolean,"last_name": string | null,"mailing_location_ref": string | null,"middle_name": string | null,"role": string | null,"sort_order": number | null,"suffix": string | null,"synced_at": string | null,"title": string | null,"updated_at": string,"version": number,"wants_email": boolean | null,"wants_phone": boolean | null,"wants_text": boolean | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"archived"?: boolean | null,"billing_location_ref"?: string | null,"client_id"?: string | null,"created_at"?: string,"default_location_ref"?: string | null,"deleted_at"?: string | null,"first_name"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_billing_default"?: boolean | null,"is_default"?: boolean | null,"is_placeholder"?: boolean,"last_name"?: string | null,"mailing_location_ref"?: string | null,"middle_name"?: string | null,"role"?: string | null,"sort_order"?: number | null,"suffix"?: string | null,"synced_at"?: string | null,"title"?: string | null,"updated_at"?: string,"version"?: number,"wants_email"?: boolean | null,"wants_phone"?: boolean | null,"wants_text"?: boolean | null
                  }
                  Update: {
                    "account_id"?: string,"archived"?: boolean | null,"billing_location_ref"?: string | null,"client_id"?: string | null,"created_at"?: string,"default_location_ref"?: string | null,"deleted_at"?: string | null,"first_name"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_billing_default"?: boolean | null,"is_default"?: boolean | null,"is_placeholder"?: boolean,"last_name"?: string | null,"mailing_location_ref"?: string | null,"middle_name"?: string | null,"role"?: string | null,"sort_order"?: number | null,"suffix"?: string | null,"synced_at"?: string | null,"title"?: string | null,"updated_at"?: string,"version"?: number,"wants_email"?: boolean | null,"wants_phone"?: boolean | null,"wants_text"?: boolean | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "contacts_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    }
                  ]
                },"estimate_checklist_groups": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"estimate_checklist_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"name": Json | null,"sequence_number": number | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"estimate_checklist_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"name"?: Json | null,"sequence_number"?: number | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"estimate_checklist_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"name"?: Json | null,"sequence_number"?: number | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "estimate_checklist_groups_estimate_checklist_id_fkey"
      columns: ["estimate_checklist_id"]
isOneToOne: false
      referencedRelation: "estimate_checklists"
      referencedColumns: ["id"]
    }
                  ]
                },"estimate_checklist_items": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"estimate_checklist_group_id": string | null,"estimate_checklist_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"name": Json | null,"sequence_number": number | null,"service_item_id": string | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"estimate_checklist_group_id"?: string | null,"estimate_checklist_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"name"?: Json | null,"sequence_number"?: number | null,"service_item_id"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"estimate_checklist_group_id"?: string | null,"estimate_checklist_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"name"?: Json | null,"sequence_number"?: number | null,"service_item_id"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "estimate_checklist_items_estimate_checklist_group_id_fkey"
      columns: ["estimate_checklist_group_id"]
isOneToOne: false
      referencedRelation: "estimate_checklist_groups"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimate_checklist_items_estimate_checklist_id_fkey"
      columns: ["estimate_checklist_id"]
isOneToOne: false
      referencedRelation: "estimate_checklists"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimate_checklist_items_service_item_id_fkey"
      columns: ["service_item_id"]
isOneToOne: false
      referencedRelation: "service_item_texts"
      referencedColumns: ["service_item_id"]
    },{
      foreignKeyName: "estimate_checklist_items_service_item_id_fkey"
      columns: ["service_item_id"]
isOneToOne: false
      referencedRelation: "service_items"
      referencedColumns: ["id"]
    }
                  ]
                },"estimate_checklists": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_default": boolean | null,"is_placeholder": boolean,"name": Json | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"name"?: Json | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"name"?: Json | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"estimate_items": {
                  Row: {
                    "account_id": string,"amount": number | null,"created_at": string,"deleted_at": string | null,"description": string | null,"duration": number | null,"education_description": string | null,"estimate_id": string | null,"estimate_tier_id": string | null,"external_url": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"group_name": string | null,"id": string,"is_placeholder": boolean,"is_taxable": boolean | null,"is_tuning": boolean | null,"name": string | null,"quantity": number | null,"sequence_number": number | null,"service_item_id": string | null,"subtotal": number | null,"synced_at": string | null,"tax_total": number | null,"taxes": Json | null,"total": number | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"amount"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"description"?: string | null,"duration"?: number | null,"education_description"?: string | null,"estimate_id"?: string | null,"estimate_tier_id"?: string | null,"external_url"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"group_name"?: string | null,"id": string,"is_placeholder"?: boolean,"is_taxable"?: boolean | null,"is_tuning"?: boolean | null,"name"?: string | null,"quantity"?: number | null,"sequence_number"?: number | null,"service_item_id"?: string | null,"subtotal"?: number | null,"synced_at"?: string | null,"tax_total"?: number | null,"taxes"?: Json | null,"total"?: number | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"amount"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"description"?: string | null,"duration"?: number | null,"education_description"?: string | null,"estimate_id"?: string | null,"estimate_tier_id"?: string | null,"external_url"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"group_name"?: string | null,"id"?: string,"is_placeholder"?: boolean,"is_taxable"?: boolean | null,"is_tuning"?: boolean | null,"name"?: string | null,"quantity"?: number | null,"sequence_number"?: number | null,"service_item_id"?: string | null,"subtotal"?: number | null,"synced_at"?: string | null,"tax_total"?: number | null,"taxes"?: Json | null,"total"?: number | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "estimate_items_estimate_id_fkey"
      columns: ["estimate_id"]
isOneToOne: false
      referencedRelation: "estimates"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimate_items_estimate_tier_id_fkey"
      columns: ["estimate_tier_id"]
isOneToOne: false
      referencedRelation: "estimate_tiers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimate_items_service_item_id_fkey"
      columns: ["service_item_id"]
isOneToOne: false
      referencedRelation: "service_item_texts"
      referencedColumns: ["service_item_id"]
    },{
      foreignKeyName: "estimate_items_service_item_id_fkey"
      columns: ["service_item_id"]
isOneToOne: false
      referencedRelation: "service_items"
      referencedColumns: ["id"]
    }
                  ]
                },"estimate_tiers": {
                  Row: {
                    "account_id": string,"allow_self_schedule": boolean | null,"created_at": string,"deleted_at": string | null,"estimate_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"is_primary": boolean | null,"notes": string | null,"recommendation_id": string | null,"sequence_number": number | null,"subtotal": number | null,"synced_at": string | null,"target_performance_level": number | null,"tax_total": number | null,"total": number | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"allow_self_schedule"?: boolean | null,"created_at"?: string,"deleted_at"?: string | null,"estimate_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"is_primary"?: boolean | null,"notes"?: string | null,"recommendation_id"?: string | null,"sequence_number"?: number | null,"subtotal"?: number | null,"synced_at"?: string | null,"target_performance_level"?: number | null,"tax_total"?: number | null,"total"?: number | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"allow_self_schedule"?: boolean | null,"created_at"?: string,"deleted_at"?: string | null,"estimate_id"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"is_primary"?: boolean | null,"notes"?: string | null,"recommendation_id"?: string | null,"sequence_number"?: number | null,"subtotal"?: number | null,"synced_at"?: string | null,"target_performance_level"?: number | null,"tax_total"?: number | null,"total"?: number | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "estimate_tiers_estimate_id_fkey"
      columns: ["estimate_id"]
isOneToOne: false
      referencedRelation: "estimates"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimate_tiers_recommendation_id_fkey"
      columns: ["recommendation_id"]
isOneToOne: false
      referencedRelation: "recommendations"
      referencedColumns: ["id"]
    }
                  ]
                },"estimates": {
                  Row: {
                    "account_id": string,"assigned_to_id": string | null,"client_id": string | null,"contact_id": string | null,"created_at": string,"created_by_id": string | null,"current_performance_level": number | null,"deleted_at": string | null,"estimated_on": string | null,"expires_on": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_archived": boolean | null,"is_placeholder": boolean,"locale": string | null,"notes": string | null,"number": number | null,"piano_id": string | null,"recommended_tier_total": number | null,"synced_at": string | null,"tags": (string)[] | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"assigned_to_id"?: string | null,"client_id"?: string | null,"contact_id"?: string | null,"created_at"?: string,"created_by_id"?: string | null,"current_performance_level"?: number | null,"deleted_at"?: string | null,"estimated_on"?: string | null,"expires_on"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_archived"?: boolean | null,"is_placeholder"?: boolean,"locale"?: string | null,"notes"?: string | null,"number"?: number | null,"piano_id"?: string | null,"recommended_tier_total"?: number | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"assigned_to_id"?: string | null,"client_id"?: string | null,"contact_id"?: string | null,"created_at"?: string,"created_by_id"?: string | null,"current_performance_level"?: number | null,"deleted_at"?: string | null,"estimated_on"?: string | null,"expires_on"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_archived"?: boolean | null,"is_placeholder"?: boolean,"locale"?: string | null,"notes"?: string | null,"number"?: number | null,"piano_id"?: string | null,"recommended_tier_total"?: number | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "estimates_assigned_to_id_fkey"
      columns: ["assigned_to_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimates_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimates_contact_id_fkey"
      columns: ["contact_id"]
isOneToOne: false
      referencedRelation: "contacts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimates_created_by_id_fkey"
      columns: ["created_by_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "estimates_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                },"extracted_measurements": {
                  Row: {
                    "account_id": string,"client_id": string | null,"confidence": number | null,"created_at": string,"deleted_at": string | null,"field": string | null,"humidity": number | null,"id": string,"is_placeholder": boolean,"length": number | null,"local_date": string | null,"matched": string | null,"method": string | null,"occurred_at": string | null,"piano_id": string | null,"pitch": number | null,"position": number | null,"source": string | null,"synced_at": string | null,"temperature": number | null,"temperature_original": number | null,"temperature_unit": string | null,"timeline_entry_id": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_id"?: string | null,"confidence"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"field"?: string | null,"humidity"?: number | null,"id": string,"is_placeholder"?: boolean,"length"?: number | null,"local_date"?: string | null,"matched"?: string | null,"method"?: string | null,"occurred_at"?: string | null,"piano_id"?: string | null,"pitch"?: number | null,"position"?: number | null,"source"?: string | null,"synced_at"?: string | null,"temperature"?: number | null,"temperature_original"?: number | null,"temperature_unit"?: string | null,"timeline_entry_id"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"client_id"?: string | null,"confidence"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"field"?: string | null,"humidity"?: number | null,"id"?: string,"is_placeholder"?: boolean,"length"?: number | null,"local_date"?: string | null,"matched"?: string | null,"method"?: string | null,"occurred_at"?: string | null,"piano_id"?: string | null,"pitch"?: number | null,"position"?: number | null,"source"?: string | null,"synced_at"?: string | null,"temperature"?: number | null,"temperature_original"?: number | null,"temperature_unit"?: string | null,"timeline_entry_id"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "extracted_measurements_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "extracted_measurements_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "extracted_measurements_timeline_entry_id_fkey"
      columns: ["timeline_entry_id"]
isOneToOne: false
      referencedRelation: "timeline_entries"
      referencedColumns: ["id"]
    }
                  ]
                },"invoice_client_logs": {
                  Row: {
                    "account_id": string,"automated": boolean | null,"client_id": string | null,"comment": string | null,"created_at": string,"created_by_id": string | null,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"invoice_id": string | null,"is_placeholder": boolean,"is_verbose": boolean | null,"piano_id": string | null,"status": string | null,"synced_at": string | null,"system_message": string | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"automated"?: boolean | null,"client_id"?: string | null,"comment"?: string | null,"created_at"?: string,"created_by_id"?: string | null,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"invoice_id"?: string | null,"is_placeholder"?: boolean,"is_verbose"?: boolean | null,"piano_id"?: string | null,"status"?: string | null,"synced_at"?: string | null,"system_message"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"automated"?: boolean | null,"client_id"?: string | null,"comment"?: string | null,"created_at"?: string,"created_by_id"?: string | null,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"invoice_id"?: string | null,"is_placeholder"?: boolean,"is_verbose"?: boolean | null,"piano_id"?: string | null,"status"?: string | null,"synced_at"?: string | null,"system_message"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "invoice_client_logs_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoice_client_logs_created_by_id_fkey"
      columns: ["created_by_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoice_client_logs_invoice_id_fkey"
      columns: ["invoice_id"]
isOneToOne: false
      referencedRelation: "invoices"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoice_client_logs_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                },"invoice_items": {
                  Row: {
                    "account_id": string,"amount": number | null,"billable": boolean | null,"created_at": string,"deleted_at": string | null,"description": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"invoice_id": string | null,"is_placeholder": boolean,"piano_id": string | null,"quantity": number | null,"sequence_number": number | null,"service_item_id": string | null,"subtotal": number | null,"synced_at": string | null,"tax_total": number | null,"taxable": boolean | null,"taxes": Json | null,"total": number | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"amount"?: number | null,"billable"?: boolean | null,"created_at"?: string,"deleted_at"?: string | null,"description"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"invoice_id"?: string | null,"is_placeholder"?: boolean,"piano_id"?: string | null,"quantity"?: number | null,"sequence_number"?: number | null,"service_item_id"?: string | null,"subtotal"?: number | null,"synced_at"?: string | null,"tax_total"?: number | null,"taxable"?: boolean | null,"taxes"?: Json | null,"total"?: number | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"amount"?: number | null,"billable"?: boolean | null,"created_at"?: string,"deleted_at"?: string | null,"description"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"invoice_id"?: string | null,"is_placeholder"?: boolean,"piano_id"?: string | null,"quantity"?: number | null,"sequence_number"?: number | null,"service_item_id"?: string | null,"subtotal"?: number | null,"synced_at"?: string | null,"tax_total"?: number | null,"taxable"?: boolean | null,"taxes"?: Json | null,"total"?: number | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "invoice_items_invoice_id_fkey"
      columns: ["invoice_id"]
isOneToOne: false
      referencedRelation: "invoices"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoice_items_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoice_items_service_item_id_fkey"
      columns: ["service_item_id"]
isOneToOne: false
      referencedRelation: "service_item_texts"
      referencedColumns: ["service_item_id"]
    },{
      foreignKeyName: "invoice_items_service_item_id_fkey"
      columns: ["service_item_id"]
isOneToOne: false
      referencedRelation: "service_items"
      referencedColumns: ["id"]
    }
                  ]
                },"invoice_payments": {
                  Row: {
                    "account_id": string,"amount": number | null,"created_at": string,"currency": string | null,"deleted_at": string | null,"failure_reason": string | null,"gazelle_created_at": string | null,"id": string,"invoice_id": string | null,"is_placeholder": boolean,"is_stripe_payment": boolean | null,"local_date": string | null,"notes": string | null,"paid_at": string | null,"payment_details": string | null,"payment_source": string | null,"status": string | null,"synced_at": string | null,"tip_total": number | null,"type": string | null,"updated_at": string,"version": number,"was_initiated_by_client": boolean | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"amount"?: number | null,"created_at"?: string,"currency"?: string | null,"deleted_at"?: string | null,"failure_reason"?: string | null,"gazelle_created_at"?: string | null,"id": string,"invoice_id"?: string | null,"is_placeholder"?: boolean,"is_stripe_payment"?: boolean | null,"local_date"?: string | null,"notes"?: string | null,"paid_at"?: string | null,"payment_details"?: string | null,"payment_source"?: string | null,"status"?: string | null,"synced_at"?: string | null,"tip_total"?: number | null,"type"?: string | null,"updated_at"?: string,"version"?: number,"was_initiated_by_client"?: boolean | null
                  }
                  Update: {
                    "account_id"?: string,"amount"?: number | null,"created_at"?: string,"currency"?: string | null,"deleted_at"?: string | null,"failure_reason"?: string | null,"gazelle_created_at"?: string | null,"id"?: string,"invoice_id"?: string | null,"is_placeholder"?: boolean,"is_stripe_payment"?: boolean | null,"local_date"?: string | null,"notes"?: string | null,"paid_at"?: string | null,"payment_details"?: string | null,"payment_source"?: string | null,"status"?: string | null,"synced_at"?: string | null,"tip_total"?: number | null,"type"?: string | null,"updated_at"?: string,"version"?: number,"was_initiated_by_client"?: boolean | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "invoice_payments_invoice_id_fkey"
      columns: ["invoice_id"]
isOneToOne: false
      referencedRelation: "invoices"
      referencedColumns: ["id"]
    }
                  ]
                },"invoices": {
                  Row: {
                    "account_id": string,"alt_billing_company_name": string | null,"alt_billing_country_code": string | null,"alt_billing_email": string | null,"alt_billing_first_name": string | null,"alt_billing_last_name": string | null,"alt_billing_municipality": string | null,"alt_billing_phone": string | null,"alt_billing_postal_code": string | null,"alt_billing_region": string | null,"alt_billing_street1": string | null,"alt_billing_street2": string | null,"archived": boolean | null,"assigned_to_id": string | null,"client_id": string | null,"client_url": string | null,"contact_id": string | null,"created_at": string,"created_by_id": string | null,"currency": string | null,"deleted_at": string | null,"due_on": string | null,"due_total": number | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"local_date": string | null,"net_days": number | null,"notes": string | null,"number": number | null,"paid_total": number | null,"status": string | null,"subtotal": number | null,"summarize": boolean | null,"synced_at": string | null,"tags": (string)[] | null,"tax_total": number | null,"tip_total": number | null,"top_notes": string | null,"total": number | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"alt_billing_company_name"?: string | null,"alt_billing_country_code"?: string | null,"alt_billing_email"?: string | null,"alt_billing_first_name"?: string | null,"alt_billing_last_name"?: string | null,"alt_billing_municipality"?: string | null,"alt_billing_phone"?: string | null,"alt_billing_postal_code"?: string | null,"alt_billing_region"?: string | null,"alt_billing_street1"?: string | null,"alt_billing_street2"?: string | null,"archived"?: boolean | null,"assigned_to_id"?: string | null,"client_id"?: string | null,"client_url"?: string | null,"contact_id"?: string | null,"created_at"?: string,"created_by_id"?: string | null,"currency"?: string | null,"deleted_at"?: string | null,"due_on"?: string | null,"due_total"?: number | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"local_date"?: string | null,"net_days"?: number | null,"notes"?: string | null,"number"?: number | null,"paid_total"?: number | null,"status"?: string | null,"subtotal"?: number | null,"summarize"?: boolean | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"tax_total"?: number | null,"tip_total"?: number | null,"top_notes"?: string | null,"total"?: number | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"alt_billing_company_name"?: string | null,"alt_billing_country_code"?: string | null,"alt_billing_email"?: string | null,"alt_billing_first_name"?: string | null,"alt_billing_last_name"?: string | null,"alt_billing_municipality"?: string | null,"alt_billing_phone"?: string | null,"alt_billing_postal_code"?: string | null,"alt_billing_region"?: string | null,"alt_billing_street1"?: string | null,"alt_billing_street2"?: string | null,"archived"?: boolean | null,"assigned_to_id"?: string | null,"client_id"?: string | null,"client_url"?: string | null,"contact_id"?: string | null,"created_at"?: string,"created_by_id"?: string | null,"currency"?: string | null,"deleted_at"?: string | null,"due_on"?: string | null,"due_total"?: number | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"local_date"?: string | null,"net_days"?: number | null,"notes"?: string | null,"number"?: number | null,"paid_total"?: number | null,"status"?: string | null,"subtotal"?: number | null,"summarize"?: boolean | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"tax_total"?: number | null,"tip_total"?: number | null,"top_notes"?: string | null,"total"?: number | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "invoices_assigned_to_id_fkey"
      columns: ["assigned_to_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoices_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoices_contact_id_fkey"
      columns: ["contact_id"]
isOneToOne: false
      referencedRelation: "contacts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invoices_created_by_id_fkey"
      columns: ["created_by_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"lifecycles": {
                  Row: {
                    "account_id": string,"conf_window_code": string | null,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"name": string | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"conf_window_code"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"name"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"conf_window_code"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"name"?: string | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"measurements": {
                  Row: {
                    "a0_dip": number | null,"a0_pitch": number | null,"a1_dip": number | null,"a1_pitch": number | null,"a2_dip": number | null,"a2_pitch": number | null,"a3_dip": number | null,"a3_pitch": number | null,"a4_dip": number | null,"a4_pitch": number | null,"a5_dip": number | null,"a5_pitch": number | null,"a6_dip": number | null,"a6_pitch": number | null,"a7_dip": number | null,"a7_pitch": number | null,"account_id": string,"c7_sustain_played": number | null,"c7_sustain_plucked": number | null,"created_at": string,"d6_sustain_played": number | null,"d6_sustain_plucked": number | null,"deleted_at": string | null,"g6_sustain_played": number | null,"g6_sustain_plucked": number | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"humidity": number | null,"id": string,"is_placeholder": boolean,"piano_id": string | null,"synced_at": string | null,"taken_on": string | null,"temperature": number | null,"temperature_celsius": number | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "a0_dip"?: number | null,"a0_pitch"?: number | null,"a1_dip"?: number | null,"a1_pitch"?: number | null,"a2_dip"?: number | null,"a2_pitch"?: number | null,"a3_dip"?: number | null,"a3_pitch"?: number | null,"a4_dip"?: number | null,"a4_pitch"?: number | null,"a5_dip"?: number | null,"a5_pitch"?: number | null,"a6_dip"?: number | null,"a6_pitch"?: number | null,"a7_dip"?: number | null,"a7_pitch"?: number | null,"account_id": string,"c7_sustain_played"?: number | null,"c7_sustain_plucked"?: number | null,"created_at"?: string,"d6_sustain_played"?: number | null,"d6_sustain_plucked"?: number | null,"deleted_at"?: string | null,"g6_sustain_played"?: number | null,"g6_sustain_plucked"?: number | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"humidity"?: number | null,"id": string,"is_placeholder"?: boolean,"piano_id"?: string | null,"synced_at"?: string | null,"taken_on"?: string | null,"temperature"?: number | null,"temperature_celsius"?: number | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "a0_dip"?: number | null,"a0_pitch"?: number | null,"a1_dip"?: number | null,"a1_pitch"?: number | null,"a2_dip"?: number | null,"a2_pitch"?: number | null,"a3_dip"?: number | null,"a3_pitch"?: number | null,"a4_dip"?: number | null,"a4_pitch"?: number | null,"a5_dip"?: number | null,"a5_pitch"?: number | null,"a6_dip"?: number | null,"a6_pitch"?: number | null,"a7_dip"?: number | null,"a7_pitch"?: number | null,"account_id"?: string,"c7_sustain_played"?: number | null,"c7_sustain_plucked"?: number | null,"created_at"?: string,"d6_sustain_played"?: number | null,"d6_sustain_plucked"?: number | null,"deleted_at"?: string | null,"g6_sustain_played"?: number | null,"g6_sustain_plucked"?: number | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"humidity"?: number | null,"id"?: string,"is_placeholder"?: boolean,"piano_id"?: string | null,"synced_at"?: string | null,"taken_on"?: string | null,"temperature"?: number | null,"temperature_celsius"?: number | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "measurements_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                },"members": {
                  Row: {
                    "account_id": string,"added_at": string,"role": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"added_at"?: string,"role": string,"user_id": string
                  }
                  Update: {
                    "account_id"?: string,"added_at"?: string,"role"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"piano_photos": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"height": number | null,"id": string,"is_placeholder": boolean,"is_used_by_estimates": boolean | null,"mime_type": string | null,"notes": string | null,"piano_id": string | null,"size": number | null,"synced_at": string | null,"taken_at": string | null,"thumbnail_url": string | null,"updated_at": string,"url": string | null,"version": number,"width": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"height"?: number | null,"id": string,"is_placeholder"?: boolean,"is_used_by_estimates"?: boolean | null,"mime_type"?: string | null,"notes"?: string | null,"piano_id"?: string | null,"size"?: number | null,"synced_at"?: string | null,"taken_at"?: string | null,"thumbnail_url"?: string | null,"updated_at"?: string,"url"?: string | null,"version"?: number,"width"?: number | null
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"height"?: number | null,"id"?: string,"is_placeholder"?: boolean,"is_used_by_estimates"?: boolean | null,"mime_type"?: string | null,"notes"?: string | null,"piano_id"?: string | null,"size"?: number | null,"synced_at"?: string | null,"taken_at"?: string | null,"thumbnail_url"?: string | null,"updated_at"?: string,"url"?: string | null,"version"?: number,"width"?: number | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "piano_photos_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    }
                  ]
                },"pianos": {
                  Row: {
                    "account_id": string,"calculated_last_service": string | null,"calculated_next_service": string | null,"case_color": string | null,"case_finish": string | null,"client_id": string | null,"consignment": boolean | null,"created_at": string,"dampp_chaser_humidistat_model": string | null,"dampp_chaser_installed": boolean | null,"dampp_chaser_mfg_date": string | null,"deleted_at": string | null,"event_last_service": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"has_ivory": boolean | null,"id": string,"is_placeholder": boolean,"lifecycle_contact_paused_until": string | null,"lifecycle_state": string | null,"location": string | null,"make": string | null,"manual_last_service": string | null,"model": string | null,"needs_repair_or_rebuilding": boolean | null,"next_service_override": string | null,"notes": string | null,"player_installed": boolean | null,"player_make": string | null,"player_model": string | null,"player_serial_number": string | null,"potential_performance_level": number | null,"primary_photo_id": string | null,"reference_id": string | null,"rental": boolean | null,"rental_contract_ends_on": string | null,"serial_number": string | null,"service_interval_months": number | null,"size": string | null,"status": string | null,"synced_at": string | null,"tags": (string)[] | null,"total_loss": boolean | null,"type": string | null,"updated_at": string,"use_type": string | null,"version": number,"year": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"calculated_last_service"?: string | null,"calculated_next_service"?: string | null,"case_color"?: string | null,"case_finish"?: string | null,"client_id"?: string | null,"consignment"?: boolean | null,"created_at"?: string,"dampp_chaser_humidistat_model"?: string | null,"dampp_chaser_installed"?: boolean | null,"dampp_chaser_mfg_date"?: string | null,"deleted_at"?: string | null,"event_last_service"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"has_ivory"?: boolean | null,"id": string,"is_placeholder"?: boolean,"lifecycle_contact_paused_until"?: string | null,"lifecycle_state"?: string | null,"location"?: string | null,"make"?: string | null,"manual_last_service"?: string | null,"model"?: string | null,"needs_repair_or_rebuilding"?: boolean | null,"next_service_override"?: string | null,"notes"?: string | null,"player_installed"?: boolean | null,"player_make"?: string | null,"player_model"?: string | null,"player_serial_number"?: string | null,"potential_performance_level"?: number | null,"primary_photo_id"?: string | null,"reference_id"?: string | null,"rental"?: boolean | null,"rental_contract_ends_on"?: string | null,"serial_number"?: string | null,"service_interval_months"?: number | null,"size"?: string | null,"status"?: string | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"total_loss"?: boolean | null,"type"?: string | null,"updated_at"?: string,"use_type"?: string | null,"version"?: number,"year"?: number | null
                  }
                  Update: {
                    "account_id"?: string,"calculated_last_service"?: string | null,"calculated_next_service"?: string | null,"case_color"?: string | null,"case_finish"?: string | null,"client_id"?: string | null,"consignment"?: boolean | null,"created_at"?: string,"dampp_chaser_humidistat_model"?: string | null,"dampp_chaser_installed"?: boolean | null,"dampp_chaser_mfg_date"?: string | null,"deleted_at"?: string | null,"event_last_service"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"has_ivory"?: boolean | null,"id"?: string,"is_placeholder"?: boolean,"lifecycle_contact_paused_until"?: string | null,"lifecycle_state"?: string | null,"location"?: string | null,"make"?: string | null,"manual_last_service"?: string | null,"model"?: string | null,"needs_repair_or_rebuilding"?: boolean | null,"next_service_override"?: string | null,"notes"?: string | null,"player_installed"?: boolean | null,"player_make"?: string | null,"player_model"?: string | null,"player_serial_number"?: string | null,"potential_performance_level"?: number | null,"primary_photo_id"?: string | null,"reference_id"?: string | null,"rental"?: boolean | null,"rental_contract_ends_on"?: string | null,"serial_number"?: string | null,"service_interval_months"?: number | null,"size"?: string | null,"status"?: string | null,"synced_at"?: string | null,"tags"?: (string)[] | null,"total_loss"?: boolean | null,"type"?: string | null,"updated_at"?: string,"use_type"?: string | null,"version"?: number,"year"?: number | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "pianos_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    }
                  ]
                },"recommendations": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"explanation": Json | null,"id": string,"is_archived": boolean | null,"is_placeholder": boolean,"name": Json | null,"synced_at": string | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"explanation"?: Json | null,"id": string,"is_archived"?: boolean | null,"is_placeholder"?: boolean,"name"?: Json | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"explanation"?: Json | null,"id"?: string,"is_archived"?: boolean | null,"is_placeholder"?: boolean,"name"?: Json | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"reservations": {
                  Row: {
                    "account_id": string,"address_line": string | null,"appointment_id": string | null,"booked_client_id": string | null,"buffer": number | null,"changes": (string)[] | null,"client_id": string | null,"country_code": string | null,"created_at": string,"deleted_at": string | null,"duration": number | null,"email": string | null,"estimate_tier_id": string | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_gdpr_consent_agreed": boolean | null,"is_placeholder": boolean,"last_name": string | null,"latitude": string | null,"local_date": string | null,"local_time": string | null,"location_type": string | null,"longitude": string | null,"municipality": string | null,"notes": string | null,"phone_number": string | null,"phone_number_e164": string | null,"phone_type": string | null,"piano_services": Json | null,"postal_code": string | null,"region": string | null,"scheduler_availability_id": string | null,"sms_opt_in": boolean | null,"source": string | null,"starts_at": string | null,"status": string | null,"status_changed_at": string | null,"status_changed_by_id": string | null,"street1": string | null,"street2": string | null,"synced_at": string | null,"timezone": string | null,"travel_mode": string | null,"type": string | null,"updated_at": string,"user_id": string | null,"version": number,"what3words": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"address_line"?: string | null,"appointment_id"?: string | null,"booked_client_id"?: string | null,"buffer"?: number | null,"changes"?: (string)[] | null,"client_id"?: string | null,"country_code"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"duration"?: number | null,"email"?: string | null,"estimate_tier_id"?: string | null,"first_name"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"geocode_type"?: string | null,"id": string,"is_gdpr_consent_agreed"?: boolean | null,"is_placeholder"?: boolean,"last_name"?: string | null,"latitude"?: string | null,"local_date"?: string | null,"local_time"?: string | null,"location_type"?: string | null,"longitude"?: string | null,"municipality"?: string | null,"notes"?: string | null,"phone_number"?: string | null,"phone_number_e164"?: string | null,"phone_type"?: string | null,"piano_services"?: Json | null,"postal_code"?: string | null,"region"?: string | null,"scheduler_availability_id"?: string | null,"sms_opt_in"?: boolean | null,"source"?: string | null,"starts_at"?: string | null,"status"?: string | null,"status_changed_at"?: string | null,"status_changed_by_id"?: string | null,"street1"?: string | null,"street2"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"travel_mode"?: string | null,"type"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number,"what3words"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"address_line"?: string | null,"appointment_id"?: string | null,"booked_client_id"?: string | null,"buffer"?: number | null,"changes"?: (string)[] | null,"client_id"?: string | null,"country_code"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"duration"?: number | null,"email"?: string | null,"estimate_tier_id"?: string | null,"first_name"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"geocode_type"?: string | null,"id"?: string,"is_gdpr_consent_agreed"?: boolean | null,"is_placeholder"?: boolean,"last_name"?: string | null,"latitude"?: string | null,"local_date"?: string | null,"local_time"?: string | null,"location_type"?: string | null,"longitude"?: string | null,"municipality"?: string | null,"notes"?: string | null,"phone_number"?: string | null,"phone_number_e164"?: string | null,"phone_type"?: string | null,"piano_services"?: Json | null,"postal_code"?: string | null,"region"?: string | null,"scheduler_availability_id"?: string | null,"sms_opt_in"?: boolean | null,"source"?: string | null,"starts_at"?: string | null,"status"?: string | null,"status_changed_at"?: string | null,"status_changed_by_id"?: string | null,"street1"?: string | null,"street2"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"travel_mode"?: string | null,"type"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number,"what3words"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "reservations_appointment_id_fkey"
      columns: ["appointment_id"]
isOneToOne: false
      referencedRelation: "appointments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reservations_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reservations_estimate_tier_id_fkey"
      columns: ["estimate_tier_id"]
isOneToOne: false
      referencedRelation: "estimate_tiers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reservations_scheduler_availability_id_fkey"
      columns: ["scheduler_availability_id"]
isOneToOne: false
      referencedRelation: "availabilities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reservations_status_changed_by_id_fkey"
      columns: ["status_changed_by_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reservations_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"scheduled_message_templates": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"id": string,"is_placeholder": boolean,"name": Json | null,"sort_order": number | null,"subject": Json | null,"synced_at": string | null,"template": Json | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"id": string,"is_placeholder"?: boolean,"name"?: Json | null,"sort_order"?: number | null,"subject"?: Json | null,"synced_at"?: string | null,"template"?: Json | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"name"?: Json | null,"sort_order"?: number | null,"subject"?: Json | null,"synced_at"?: string | null,"template"?: Json | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"scheduled_messages": {
                  Row: {
                    "account_id": string,"client_id": string | null,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_placeholder": boolean,"language": string | null,"scheduled_message_template_id": string | null,"send_at": string | null,"subject": string | null,"synced_at": string | null,"template": string | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_placeholder"?: boolean,"language"?: string | null,"scheduled_message_template_id"?: string | null,"send_at"?: string | null,"subject"?: string | null,"synced_at"?: string | null,"template"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"client_id"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"language"?: string | null,"scheduled_message_template_id"?: string | null,"send_at"?: string | null,"subject"?: string | null,"synced_at"?: string | null,"template"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "scheduled_messages_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "scheduled_messages_scheduled_message_template_id_fkey"
      columns: ["scheduled_message_template_id"]
isOneToOne: false
      referencedRelation: "scheduled_message_templates"
      referencedColumns: ["id"]
    }
                  ]
                },"service_areas": {
                  Row: {
                    "account_id": string,"algorithm": string | null,"buffer": number | null,"created_at": string,"deleted_at": string | null,"id": string,"include_traffic": boolean | null,"invalid_address_travel_time": number | null,"is_placeholder": boolean,"is_self_schedulable": boolean | null,"max_good_travel_time_minutes": number | null,"name": string | null,"open_day_weight": number | null,"outside_service_area_minutes": number | null,"polygon": Json | null,"radial": Json | null,"routing_preference": string | null,"self_schedule_max_travel_times": Json | null,"synced_at": string | null,"travel_mode": string | null,"updated_at": string,"user_id": string | null,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"algorithm"?: string | null,"buffer"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"id": string,"include_traffic"?: boolean | null,"invalid_address_travel_time"?: number | null,"is_placeholder"?: boolean,"is_self_schedulable"?: boolean | null,"max_good_travel_time_minutes"?: number | null,"name"?: string | null,"open_day_weight"?: number | null,"outside_service_area_minutes"?: number | null,"polygon"?: Json | null,"radial"?: Json | null,"routing_preference"?: string | null,"self_schedule_max_travel_times"?: Json | null,"synced_at"?: string | null,"travel_mode"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"algorithm"?: string | null,"buffer"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"id"?: string,"include_traffic"?: boolean | null,"invalid_address_travel_time"?: number | null,"is_placeholder"?: boolean,"is_self_schedulable"?: boolean | null,"max_good_travel_time_minutes"?: number | null,"name"?: string | null,"open_day_weight"?: number | null,"outside_service_area_minutes"?: number | null,"polygon"?: Json | null,"radial"?: Json | null,"routing_preference"?: string | null,"self_schedule_max_travel_times"?: Json | null,"synced_at"?: string | null,"travel_mode"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "service_areas_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"service_groups": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_archived": boolean | null,"is_multi_choice": boolean | null,"is_placeholder": boolean,"name": Json | null,"sort_order": number | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id": string,"is_archived"?: boolean | null,"is_multi_choice"?: boolean | null,"is_placeholder"?: boolean,"name"?: Json | null,"sort_order"?: number | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"id"?: string,"is_archived"?: boolean | null,"is_multi_choice"?: boolean | null,"is_placeholder"?: boolean,"name"?: Json | null,"sort_order"?: number | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"service_items": {
                  Row: {
                    "account_id": string,"amount": number | null,"created_at": string,"deleted_at": string | null,"description": Json | null,"duration": number | null,"education_description": Json | null,"external_url": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"group_id": string | null,"group_name": Json | null,"id": string,"is_any_user": boolean | null,"is_archived": boolean | null,"is_default": boolean | null,"is_placeholder": boolean,"is_self_schedulable": boolean | null,"is_taxable": boolean | null,"is_tuning": boolean | null,"name": Json | null,"sort_order": number | null,"synced_at": string | null,"type": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"amount"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"description"?: Json | null,"duration"?: number | null,"education_description"?: Json | null,"external_url"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"group_id"?: string | null,"group_name"?: Json | null,"id": string,"is_any_user"?: boolean | null,"is_archived"?: boolean | null,"is_default"?: boolean | null,"is_placeholder"?: boolean,"is_self_schedulable"?: boolean | null,"is_taxable"?: boolean | null,"is_tuning"?: boolean | null,"name"?: Json | null,"sort_order"?: number | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"amount"?: number | null,"created_at"?: string,"deleted_at"?: string | null,"description"?: Json | null,"duration"?: number | null,"education_description"?: Json | null,"external_url"?: string | null,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"group_id"?: string | null,"group_name"?: Json | null,"id"?: string,"is_any_user"?: boolean | null,"is_archived"?: boolean | null,"is_default"?: boolean | null,"is_placeholder"?: boolean,"is_self_schedulable"?: boolean | null,"is_taxable"?: boolean | null,"is_tuning"?: boolean | null,"name"?: Json | null,"sort_order"?: number | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "service_items_group_id_fkey"
      columns: ["group_id"]
isOneToOne: false
      referencedRelation: "service_groups"
      referencedColumns: ["id"]
    }
                  ]
                },"taxes": {
                  Row: {
                    "account_id": string,"active_or_historical": string | null,"created_at": string,"deleted_at": string | null,"id": string,"is_default": boolean | null,"is_placeholder": boolean,"name": string | null,"rate": number | null,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"active_or_historical"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"id": string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"name"?: string | null,"rate"?: number | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"active_or_historical"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"id"?: string,"is_default"?: boolean | null,"is_placeholder"?: boolean,"name"?: string | null,"rate"?: number | null,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"timeline_entries": {
                  Row: {
                    "account_id": string,"alert_type": string | null,"appointment_id": string | null,"category": string | null,"client_id": string | null,"comment": string | null,"created_at": string,"deleted_at": string | null,"duration": number | null,"email_failure_reason": string | null,"email_recipient_name": string | null,"email_status": string | null,"estimate_id": string | null,"id": string,"invoice_id": string | null,"invoice_payment_id": string | null,"is_legacy": boolean,"is_placeholder": boolean,"legacy_author": string | null,"local_date": string | null,"occurred_at": string | null,"piano_id": string | null,"related_id": string | null,"related_type": string | null,"sms_status": string | null,"summary": string | null,"synced_at": string | null,"type": string | null,"updated_at": string,"user_id": string | null,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"alert_type"?: string | null,"appointment_id"?: string | null,"category"?: never,"client_id"?: string | null,"comment"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"duration"?: number | null,"email_failure_reason"?: string | null,"email_recipient_name"?: string | null,"email_status"?: string | null,"estimate_id"?: string | null,"id": string,"invoice_id"?: string | null,"invoice_payment_id"?: string | null,"is_legacy"?: boolean,"is_placeholder"?: boolean,"legacy_author"?: string | null,"local_date"?: string | null,"occurred_at"?: string | null,"piano_id"?: string | null,"related_id"?: string | null,"related_type"?: string | null,"sms_status"?: string | null,"summary"?: string | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"alert_type"?: string | null,"appointment_id"?: string | null,"category"?: never,"client_id"?: string | null,"comment"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"duration"?: number | null,"email_failure_reason"?: string | null,"email_recipient_name"?: string | null,"email_status"?: string | null,"estimate_id"?: string | null,"id"?: string,"invoice_id"?: string | null,"invoice_payment_id"?: string | null,"is_legacy"?: boolean,"is_placeholder"?: boolean,"legacy_author"?: string | null,"local_date"?: string | null,"occurred_at"?: string | null,"piano_id"?: string | null,"related_id"?: string | null,"related_type"?: string | null,"sms_status"?: string | null,"summary"?: string | null,"synced_at"?: string | null,"type"?: string | null,"updated_at"?: string,"user_id"?: string | null,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "timeline_entries_appointment_id_fkey"
      columns: ["appointment_id"]
isOneToOne: false
      referencedRelation: "appointments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_client_id_fkey"
      columns: ["client_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_estimate_id_fkey"
      columns: ["estimate_id"]
isOneToOne: false
      referencedRelation: "estimates"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_invoice_id_fkey"
      columns: ["invoice_id"]
isOneToOne: false
      referencedRelation: "invoices"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_invoice_payment_id_fkey"
      columns: ["invoice_payment_id"]
isOneToOne: false
      referencedRelation: "invoice_payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "pianos"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "timeline_entries_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"users": {
                  Row: {
                    "access_level": string | null,"account_id": string,"color": string | null,"created_at": string,"default_buffer": number | null,"default_travel_mode": string | null,"deleted_at": string | null,"email": string | null,"first_name": string | null,"full_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"has_limited_access": boolean | null,"id": string,"is_placeholder": boolean,"is_schedulable": boolean | null,"kind": string | null,"kind_by_hand": string | null,"kind_by_name": string | null,"last_name": string | null,"long_term_limit_days": number | null,"long_term_limit_message": Json | null,"region": string | null,"role": string | null,"scheduler_settings_id": string | null,"short_term_limit_hours": number | null,"short_term_limit_hours_type": string | null,"short_term_limit_message": Json | null,"status": string | null,"synced_at": string | null,"timezone": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "access_level"?: string | null,"account_id": string,"color"?: string | null,"created_at"?: string,"default_buffer"?: number | null,"default_travel_mode"?: string | null,"deleted_at"?: string | null,"email"?: string | null,"first_name"?: string | null,"full_name"?: never,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"has_limited_access"?: boolean | null,"id": string,"is_placeholder"?: boolean,"is_schedulable"?: boolean | null,"kind"?: never,"kind_by_hand"?: string | null,"kind_by_name"?: string | null,"last_name"?: string | null,"long_term_limit_days"?: number | null,"long_term_limit_message"?: Json | null,"region"?: string | null,"role"?: string | null,"scheduler_settings_id"?: string | null,"short_term_limit_hours"?: number | null,"short_term_limit_hours_type"?: string | null,"short_term_limit_message"?: Json | null,"status"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "access_level"?: string | null,"account_id"?: string,"color"?: string | null,"created_at"?: string,"default_buffer"?: number | null,"default_travel_mode"?: string | null,"deleted_at"?: string | null,"email"?: string | null,"first_name"?: string | null,"full_name"?: never,"gazelle_created_at"?: string | null,"gazelle_updated_at"?: string | null,"has_limited_access"?: boolean | null,"id"?: string,"is_placeholder"?: boolean,"is_schedulable"?: boolean | null,"kind"?: never,"kind_by_hand"?: string | null,"kind_by_name"?: string | null,"last_name"?: string | null,"long_term_limit_days"?: number | null,"long_term_limit_message"?: Json | null,"region"?: string | null,"role"?: string | null,"scheduler_settings_id"?: string | null,"short_term_limit_hours"?: number | null,"short_term_limit_hours_type"?: string | null,"short_term_limit_message"?: Json | null,"status"?: string | null,"synced_at"?: string | null,"timezone"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "piano_readings": {
                  Row: {
                    "account_id": string | null,"confidence": number | null,"humidity": number | null,"humidity_source": string | null,"local_date": string | null,"piano_id": string | null,"pitch": number | null,"pitch_source": string | null,"reading_ids": (string)[] | null,"temperature": number | null,"temperature_source": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"service_item_texts": {
                  Row: {
                    "account_id": string,"description": string | null,"education_description": string | null,"group_name": string | null,"locale": string | null,"name": string | null,"service_item_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "as_of":
{ Args: { "p_entity": string,"p_id": string,"p_instant": string }; Returns: Json
                           },
"history":
{ Args: { "p_entity": string,"p_id": string }; Returns: {
              "at": string,"cause": string,"changes": Json,"merged_into": string,"operation": string,"run_id": number,"version": number
            }[]
                           },
"is_member_of_all":
{ Args: { "p_role"?: string }; Returns: boolean
                           },
"is_trusted":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"member_accounts":
{ Args: { "p_role"?: string }; Returns: (string)[]
                           },
"owner_at":
{ Args: { "p_instant": string,"p_piano": string }; Returns: string
                           },
"pianos_at":
{ Args: { "p_client": string,"p_instant": string }; Returns: string[]
                           },
"signed_in_user":
{ Args: Record<PropertyKey, never>; Returns: string
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        },"monitoring": {
          Tables: {
            "alert_rules": {
                  Row: {
                    "enabled": boolean,"ending": string,"escalates_after": string | null,"pianos": (string)[] | null,"remedy": string,"rule": string,"sentence": string,"severity": string,"threshold": number | null,"unit": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "enabled"?: boolean,"ending": string,"escalates_after"?: string | null,"pianos"?: (string)[] | null,"remedy": string,"rule": string,"sentence": string,"severity": string,"threshold"?: number | null,"unit"?: string | null
                  }
                  Update: {
                    "enabled"?: boolean,"ending"?: string,"escalates_after"?: string | null,"pianos"?: (string)[] | null,"remedy"?: string,"rule"?: string,"sentence"?: string,"severity"?: string,"threshold"?: number | null,"unit"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"alerts": {
                  Row: {
                    "account_id": string | null,"acknowledged_at": string | null,"acknowledged_by": string | null,"alert_id": number,"covers": Json | null,"details": NonNullable<Json>,"ending": string | null,"escalated_at": string | null,"message": string,"opened_at": string,"opened_with": number | null,"remedy": string,"resolved_at": string | null,"rule": string,"sentence": string,"severity": string,"subject": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id"?: string | null,"acknowledged_at"?: string | null,"acknowledged_by"?: string | null,"alert_id"?: never,"covers"?: Json | null,"details"?: NonNullable<Json>,"ending"?: string | null,"escalated_at"?: string | null,"message": string,"opened_at"?: string,"opened_with"?: number | null,"remedy": string,"resolved_at"?: string | null,"rule": string,"sentence": string,"severity": string,"subject": string
                  }
                  Update: {
                    "account_id"?: string | null,"acknowledged_at"?: string | null,"acknowledged_by"?: string | null,"alert_id"?: never,"covers"?: Json | null,"details"?: NonNullable<Json>,"ending"?: string | null,"escalated_at"?: string | null,"message"?: string,"opened_at"?: string,"opened_with"?: number | null,"remedy"?: string,"resolved_at"?: string | null,"rule"?: string,"sentence"?: string,"severity"?: string,"subject"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "alerts_rule_fkey"
      columns: ["rule"]
isOneToOne: false
      referencedRelation: "alert_rules"
      referencedColumns: ["rule"]
    }
                  ]
                },"channels": {
                  Row: {
                    "account_id": string | null,"acknowledged_at": string | null,"added_at": string,"channel": string,"delivered": number,"failing_since": string | null,"failures": number,"last_error": string | null,"name": string | null,"paused_at": string | null,"paused_because": string | null,"rests_until": string | null,"takes": string,"takes_now": boolean | null
                  }
                  ComputedFields: "takes_now"
                  Insert: {
                    "account_id"?: string | null,"acknowledged_at"?: string | null,"added_at"?: string,"channel": string,"delivered"?: number,"failing_since"?: string | null,"failures"?: number,"last_error"?: string | null,"name"?: string | null,"paused_at"?: string | null,"paused_because"?: string | null,"rests_until"?: string | null,"takes"?: string
                  }
                  Update: {
                    "account_id"?: string | null,"acknowledged_at"?: string | null,"added_at"?: string,"channel"?: string,"delivered"?: number,"failing_since"?: string | null,"failures"?: number,"last_error"?: string | null,"name"?: string | null,"paused_at"?: string | null,"paused_because"?: string | null,"rests_until"?: string | null,"takes"?: string
                  }
                  Relationships: [
                    
                  ]
                },"counts": {
                  Row: {
                    "account_id": string,"counted_at": string,"local_count": number,"module": string,"remote_count": number,"run_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"counted_at": string,"local_count": number,"module": string,"remote_count": number,"run_id": number
                  }
                  Update: {
                    "account_id"?: string,"counted_at"?: string,"local_count"?: number,"module"?: string,"remote_count"?: number,"run_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"decisions": {
                  Row: {
                    "about": string | null,"account_id": string | null,"action": string,"at": string,"decided_by": string,"decision_id": number,"module": string | null,"outcome": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "about"?: string | null,"account_id"?: string | null,"action": string,"at"?: string,"decided_by": string,"decision_id"?: never,"module"?: string | null,"outcome": NonNullable<Json>
                  }
                  Update: {
                    "about"?: string | null,"account_id"?: string | null,"action"?: string,"at"?: string,"decided_by"?: string,"decision_id"?: never,"module"?: string | null,"outcome"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                },"deliveries": {
                  Row: {
                    "acknowledged_at": string | null,"answer": string | null,"attempts": number,"changes": (number)[] | null,"channel": string,"created_at": string,"delivery_id": number,"last_error": string | null,"next_at": string,"notice_id": number | null,"sequence": string | null,"status": string,"tried_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "acknowledged_at"?: string | null,"answer"?: string | null,"attempts"?: number,"changes"?: (number)[] | null,"channel": string,"created_at"?: string,"delivery_id"?: never,"last_error"?: string | null,"next_at"?: string,"notice_id"?: number | null,"sequence"?: string | null,"status"?: string,"tried_at"?: string | null
                  }
                  Update: {
                    "acknowledged_at"?: string | null,"answer"?: string | null,"attempts"?: number,"changes"?: (number)[] | null,"channel"?: string,"created_at"?: string,"delivery_id"?: never,"last_error"?: string | null,"next_at"?: string,"notice_id"?: number | null,"sequence"?: string | null,"status"?: string,"tried_at"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "deliveries_notice_id_fkey"
      columns: ["notice_id"]
isOneToOne: false
      referencedRelation: "notices"
      referencedColumns: ["notice_id"]
    }
                  ]
                },"freshness_days": {
                  Row: {
                    "account_id": string,"day": string,"fresh_share": number,"known": string,"longest_gap": string,"module": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"day": string,"fresh_share": number,"known": string,"longest_gap": string,"module": string
                  }
                  Update: {
                    "account_id"?: string,"day"?: string,"fresh_share"?: number,"known"?: string,"longest_gap"?: string,"module"?: string
                  }
                  Relationships: [
                    
                  ]
                },"named_holes": {
                  Row: {
                    "alert_id": number,"at": string,"hole_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "alert_id": number,"at"?: string,"hole_id": number
                  }
                  Update: {
                    "alert_id"?: number,"at"?: string,"hole_id"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "named_holes_alert_id_fkey"
      columns: ["alert_id"]
isOneToOne: false
      referencedRelation: "alerts"
      referencedColumns: ["alert_id"]
    }
                  ]
                },"named_placeholders": {
                  Row: {
                    "entity": string,"kind": string,"remedy": string,"sentence": string
                  }
                  ComputedFields: never
                  Insert: {
                    "entity": string,"kind": string,"remedy": string,"sentence": string
                  }
                  Update: {
                    "entity"?: string,"kind"?: string,"remedy"?: string,"sentence"?: string
                  }
                  Relationships: [
                    
                  ]
                },"notices": {
                  Row: {
                    "alert_id": number,"at": string,"event": string,"message": string | null,"notice_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "alert_id": number,"at"?: string,"event": string,"message"?: string | null,"notice_id"?: never
                  }
                  Update: {
                    "alert_id"?: number,"at"?: string,"event"?: string,"message"?: string | null,"notice_id"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "notices_alert_id_fkey"
      columns: ["alert_id"]
isOneToOne: false
      referencedRelation: "alerts"
      referencedColumns: ["alert_id"]
    }
                  ]
                },"sign_up": {
                  Row: {
                    "asked_at": string | null,"is_anonymous_open": boolean,"is_open": boolean,"singleton": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "asked_at"?: string | null,"is_anonymous_open"?: boolean,"is_open"?: boolean,"singleton"?: boolean
                  }
                  Update: {
                    "asked_at"?: string | null,"is_anonymous_open"?: boolean,"is_open"?: boolean,"singleton"?: boolean
                  }
                  Relationships: [
                    
                  ]
                },"throttles": {
                  Row: {
                    "account_id": string,"hour": string,"throttles": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"hour": string,"throttles"?: number
                  }
                  Update: {
                    "account_id"?: string,"hour"?: string,"throttles"?: number
                  }
                  Relationships: [
                    
                  ]
                },"watch": {
                  Row: {
                    "error": string | null,"evaluated_at": string | null,"resumed_at": string | null,"singleton": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "error"?: string | null,"evaluated_at"?: string | null,"resumed_at"?: string | null,"singleton"?: boolean
                  }
                  Update: {
                    "error"?: string | null,"evaluated_at"?: string | null,"resumed_at"?: string | null,"singleton"?: boolean
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "actions_required": {
                  Row: {
                    "about": string | null,"account_id": string | null,"kind": string | null,"module": string | null,"records": number | null,"remedy": string | null,"sentence": string | null,"severity": string | null,"since": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"api_usage": {
                  Row: {
                    "account_id": string | null,"calls": number | null,"calls_per_run": number | null,"hour": string | null,"runs": number | null,"throttles": number | null,"waited_seconds": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"causes": {
                  Row: {
                    "about": (string)[] | null,"account_id": string | null,"acknowledged_by": string | null,"alert_ids": (number)[] | null,"can_connect": boolean | null,"cause": string | null,"hint": string | null,"kind": string | null,"message": string | null,"modules": (string)[] | null,"records": number | null,"severity": string | null,"since": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"data_quality": {
                  Row: {
                    "account_id": string | null,"at_least": boolean | null,"example": string | null,"module": string | null,"records": number | null,"rule": string | null,"sentence": string | null,"severity": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"deletions": {
                  Row: {
                    "account_id": string | null,"attempts": number | null,"decided_by": string | null,"entity": string | null,"found_missing_at": string | null,"held_because": string | null,"id": string | null,"last_error": string | null,"merged_into": string | null,"module": string | null,"owner_id": string | null,"resolved_at": string | null,"status": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"freshness_history": {
                  Row: {
                    "account_id": string | null,"day": string | null,"fresh_share": number | null,"known": string | null,"longest_gap": string | null,"module": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"history": {
                  Row: {
                    "about": string | null,"account_id": string | null,"alert_id": number | null,"at": string | null,"code": string | null,"counts": Json | null,"decided_by": string | null,"kind": string | null,"message": string | null,"module": string | null,"run_id": number | null,"severity": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"holes": {
                  Row: {
                    "account_id": string | null,"acknowledged_at": string | null,"acknowledged_by": string | null,"closed_at": string | null,"first_seen_at": string | null,"hole_id": number | null,"id": string | null,"kind": string | null,"last_seen_at": string | null,"message": string | null,"module": string | null,"path": string | null,"place": string | null,"run_id": number | null,"status": string | null,"times": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"kept_fields": {
                  Row: {
                    "account_id": string | null,"entity": string | null,"field": string | null,"id": string | null,"since": string | null,"value": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"lanes": {
                  Row: {
                    "agreed": boolean | null,"api_calls": number | null,"api_errors": number | null,"changed": number | null,"fetched": number | null,"finished_at": string | null,"lane": string | null,"null_nodes": number | null,"of_pages": number | null,"page": number | null,"pages": number | null,"pass": number | null,"placeholders": number | null,"promoted": number | null,"rejected": number | null,"run_id": number | null,"seen": number | null,"total_count": number | null,"waited_ms": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"module_health": {
                  Row: {
                    "account_id": string | null,"age": string | null,"age_seconds": number | null,"connected": boolean | null,"counted_at": string | null,"failures_24h": number | null,"fresh_within": string | null,"fresh_within_seconds": number | null,"held_back": number | null,"last_error": string | null,"last_full_at": string | null,"last_incremental_at": string | null,"last_repair_at": string | null,"last_run_at": string | null,"last_success_at": string | null,"late": boolean | null,"local_count": number | null,"module": string | null,"next_sweep_at": string | null,"paused": boolean | null,"pending": number | null,"phase": string | null,"placeholders": number | null,"position": number | null,"records": number | null,"rejected": number | null,"remote_count": number | null,"run_id": number | null,"running": boolean | null,"status": string | null,"title": Json | null,"watermark": string | null,"whole_at": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"my_memberships": {
                  Row: {
                    "account_id": string | null,"role": string | null,"time_zone": string | null,"title": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"named_pianos": {
                  Row: {
                    "account_id": string,"client_id": string | null,"id": string,"name": string | null,"time_zone": string,"today": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"placeholders": {
                  Row: {
                    "account_id": string | null,"attempts": number | null,"entity": string | null,"example_entity": string | null,"example_id": string | null,"gone": boolean | null,"id": string | null,"last_error": string | null,"module": string | null,"referred_to_by": Json | null,"since": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"recent_errors": {
                  Row: {
                    "account_id": string | null,"at": string | null,"entity": string | null,"external_id": string | null,"field": string | null,"hint": string | null,"kind": string | null,"message": string | null,"module": string | null,"rule": string | null,"run_id": number | null,"severity": string | null,"value": Json | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"reject_groups": {
                  Row: {
                    "account_id": string | null,"example": string | null,"field": string | null,"last_error": string | null,"module": string | null,"records": number | null,"rule": string | null,"sentence": string | null,"severity": string | null,"since": string | null,"status": string | null,"value": Json | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"rejects": {
                  Row: {
                    "account_id": string | null,"external_id": string | null,"fetched_at": string | null,"field": string | null,"last_error": string | null,"module": string | null,"processed_at": string | null,"processing_attempts": number | null,"rule": string | null,"run_id": number | null,"sentence": string | null,"severity": string | null,"status": string | null,"value": Json | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"runs": {
                  Row: {
                    "account_id": string | null,"api_calls": number | null,"api_errors": number | null,"bytes": number | null,"changed": number | null,"complete": boolean | null,"cpu_ms": number | null,"deleted": number | null,"dry_run": boolean | null,"duration": string | null,"error": Json | null,"fetched": number | null,"finished_at": string | null,"heartbeat_at": string | null,"held_back": number | null,"mode": string | null,"module": string | null,"null_nodes": number | null,"of_pages": number | null,"pages": number | null,"peak_memory_bytes": number | null,"phase": string | null,"placeholders": number | null,"progress": number | null,"promoted": number | null,"records_per_second": number | null,"rejected": number | null,"resumes": number | null,"run_id": number | null,"seconds_left": number | null,"since": string | null,"slice_cpu_ms": number | null,"slice_ms": number | null,"slices": number | null,"started_at": string | null,"status": string | null,"triggered_by": string | null,"until": string | null,"waited_ms": number | null,"window": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"storage": {
                  Row: {
                    "bytes_per_record": number | null,"index_bytes": number | null,"name": string | null,"records": number | null,"schema": string | null,"table_bytes": number | null,"total_bytes": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"throughput": {
                  Row: {
                    "account_id": string | null,"api_calls": number | null,"changed": number | null,"deleted": number | null,"failed": number | null,"fetched": number | null,"hour": string | null,"module": string | null,"pages": number | null,"promoted": number | null,"rejected": number | null,"runs": number | null,"seconds": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "accept_blanks":
{ Args: { "p_account"?: string,"p_by"?: string,"p_entity": string,"p_field"?: string,"p_ids": (string)[] }; Returns: Json
                           },
"acknowledge":
{ Args: { "p_alert": number }; Returns: Json
                           },
"acknowledge_alert":
{ Args: { "p_alert": number,"p_by": string }; Returns: boolean
                           },
"acknowledge_hole":
{ Args: { "p_hole": number }; Returns: Json
                           },
"bounced_episodes":
{ Args: { "p_since": string,"p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["episode"][]
                          SetofOptions: {
        from: "*"
        to: "episode"
        isOneToOne: false
        isSetofReturn: true
      } },
"cause_of":
{ Args: { "p_issues": Json }; Returns: Json
                           },
"connect_link":
{ Args: { "p_account"?: string }; Returns: Json
                           },
"count_staged":
{ Args: { "p_account": string,"p_limit": number,"p_module": string,"p_since": string }; Returns: number
                           },
"dismiss_deletions":
{ Args: { "p_account"?: string,"p_ids"?: (string)[],"p_module": string }; Returns: Json
                           },
"dry_run":
{ Args: { "p_rule": string,"p_since"?: string,"p_threshold"?: number }; Returns: Database["monitoring"]['CompositeTypes']["episode"][]
                          SetofOptions: {
        from: "*"
        to: "episode"
        isOneToOne: false
        isSetofReturn: true
      } },
"evaluate_alerts":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"evaluate_and_notify":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"evaluate_safely":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"examine":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"find_bounced":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_channel_failing":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_deletion_held":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_error_share":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_field_gone":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_gazelle_away":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_hole_stays":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_humidity_out":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_job_failing":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_look_ups_fail":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_moved":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_new_value":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_placeholders_stay":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_problems":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"details": Json,"message": string,"rule": string,"severity": string,"subject": string
            }[]
                           },
"find_rejects_stay":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_rights_lost":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_run_failed":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_run_slow":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_schedule_silent":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_sign_up_open":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_slice_near_limit":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_stale":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_sweep_overdue":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_sweep_short":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_token_ending":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_token_refused":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_type_drift":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_unserviced":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_value_gone":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_webhook_failing":
{ Args: { "p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"find_wrong_address":
{ Args: Record<PropertyKey, never>; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"first_unstored_day":
{ Args: { "p_account": string }; Returns: string
                           },
"humidity_episodes":
{ Args: { "p_is_open"?: boolean,"p_pianos": (string)[],"p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["episode"][]
                          SetofOptions: {
        from: "*"
        to: "episode"
        isOneToOne: false
        isSetofReturn: true
      } },
"is_grace_over":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"is_on_data":
{ Args: { "p_rule": string }; Returns: boolean
                           },
"lease_deliveries":
{ Args: { "p_channels": (string)[],"p_each": number }; Returns: {
              "acknowledged_at": string | null,
"answer": string | null,
"attempts": number,
"changes": (number)[] | null,
"channel": string,
"created_at": string,
"delivery_id": number,
"last_error": string | null,
"next_at": string,
"notice_id": number | null,
"sequence": string | null,
"status": string,
"tried_at": string | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "deliveries"
        isOneToOne: false
        isSetofReturn: true
      } },
"measure_freshness":
{ Args: { "p_account": string,"p_from": string }; Returns: {
              "day": string,"fresh_share": number,"known": string,"longest_gap": string,"module": string
            }[]
                           },
"moved_episodes":
{ Args: { "p_since": string,"p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["episode"][]
                          SetofOptions: {
        from: "*"
        to: "episode"
        isOneToOne: false
        isSetofReturn: true
      } },
"name_holes":
{ Args: { "p_alert": Omit<Database["monitoring"]['Tables']["alerts"]['Row'], Database["monitoring"]['Tables']["alerts"]['ComputedFields']>,"p_is_told": boolean,"p_threshold": number }; Returns: undefined
                           },
"names_of":
{ Args: { "p_ids": (string)[],"p_kinds": (string)[] }; Returns: {
              "account_id": string,"amount": number,"client": string,"client_id": string,"currency": string,"id": string,"kind": string,"name": string,"on_day": string,"piano": string,"piano_id": string
            }[]
                           },
"next_time":
{ Args: { "p_after": string,"p_times": string }; Returns: string
                           },
"note_group":
{ Args: { "p_alert": number,"p_grouped": Json,"p_is_told": boolean }; Returns: undefined
                           },
"note_sign_up":
{ Args: { "p_is_anonymous_open": boolean,"p_is_open": boolean }; Returns: undefined
                           },
"notify":
{ Args: { "p_reason": string }; Returns: string
                           },
"of_pages":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']> }; Returns: number
                           },
"open_run_counters":
{ Args: Record<PropertyKey, never>; Returns: {
              "api_calls": number,"api_errors": number,"changed": number,"fetched": number,"null_nodes": number,"of_pages": number,"page": number,"pages": number,"placeholders": number,"promoted": number,"rejected": number,"run_id": number,"waited_ms": number
            }[]
                           },
"pause_before_retry":
{ Args: { "p_attempts": number,"p_is_changes": boolean }; Returns: string
                           },
"phase_of":
{ Args: { "p_heartbeat_at": string,"p_lease_until": string,"p_status": string }; Returns: string
                           },
"prune_alerts":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"read_actions_required":
{ Args: Record<PropertyKey, never>; Returns: {
              "about": string,"account_id": string,"kind": string,"module": string,"records": number,"remedy": string,"sentence": string,"severity": string,"since": string
            }[]
                           },
"read_api_usage":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"calls": number,"calls_per_run": number,"hour": string,"runs": number,"throttles": number,"waited_seconds": number
            }[]
                           },
"read_causes":
{ Args: Record<PropertyKey, never>; Returns: {
              "about": (string)[],"account_id": string,"acknowledged_by": string,"alert_ids": (number)[],"can_connect": boolean,"cause": string,"hint": string,"kind": string,"message": string,"modules": (string)[],"records": number,"severity": string,"since": string
            }[]
                           },
"read_data_quality":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"at_least": boolean,"example": string,"module": string,"records": number,"rule": string,"sentence": string,"severity": string
            }[]
                           },
"read_deletions":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"attempts": number,"decided_by": string,"entity": string,"found_missing_at": string,"held_because": string,"id": string,"last_error": string,"merged_into": string,"module": string,"owner_id": string,"resolved_at": string,"status": string
            }[]
                           },
"read_failing_modules":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"code": string,"failures_24h": number,"hint": string,"late": boolean,"message": string,"module": string,"rule": string,"run_id": number
            }[]
                           },
"read_failing_runs":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"code": string,"hint": string,"is_followed": boolean,"message": string,"module": string,"rule": string,"run_id": number,"started_at": string
            }[]
                           },
"read_freshness_history":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"day": string,"fresh_share": number,"known": string,"longest_gap": string,"module": string
            }[]
                           },
"read_history":
{ Args: Record<PropertyKey, never>; Returns: {
              "about": string,"account_id": string,"alert_id": number,"at": string,"code": string,"counts": Json,"decided_by": string,"kind": string,"message": string,"module": string,"run_id": number,"severity": string
            }[]
                           },
"read_holes":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"acknowledged_at": string,"acknowledged_by": string,"closed_at": string,"first_seen_at": string,"hole_id": number,"id": string,"kind": string,"last_seen_at": string,"message": string,"module": string,"path": string,"place": string,"run_id": number,"status": string,"times": number
            }[]
                           },
"read_kept_fields":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"entity": string,"field": string,"id": string,"since": string,"value": string
            }[]
                           },
"read_lanes":
{ Args: { "p_run"?: number }; Returns: {
              "agreed": boolean,"api_calls": number,"api_errors": number,"changed": number,"fetched": number,"finished_at": string,"lane": string,"null_nodes": number,"of_pages": number,"page": number,"pages": number,"pass": number,"placeholders": number,"promoted": number,"rejected": number,"run_id": number,"seen": number,"total_count": number,"waited_ms": number
            }[]
                           },
"read_module_backlog":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"held_back": number,"module": string,"pending": number,"placeholders": number,"rejected": number
            }[]
                           },
"read_module_health":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"age": string,"age_seconds": number,"connected": boolean,"counted_at": string,"failures_24h": number,"fresh_within": string,"fresh_within_seconds": number,"held_back": number,"last_error": string,"last_full_at": string,"last_incremental_at": string,"last_repair_at": string,"last_run_at": string,"last_success_at": string,"late": boolean,"local_count": number,"module": string,"next_sweep_at": string,"paused": boolean,"pending": number,"phase": string,"placeholders": number,"position": number,"records": number,"rejected": number,"remote_count": number,"run_id": number,"running": boolean,"status": string,"title": Json,"watermark": string,"whole_at": string
            }[]
                           },
"read_module_runs":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"failures_24h": number,"fresh_within": string,"last_error": string,"last_full_at": string,"last_incremental_at": string,"last_repair_at": string,"last_run_at": string,"last_success_at": string,"late": boolean,"module": string,"phase": string,"position": number,"run_id": number,"watermark": string
            }[]
                           },
"read_my_memberships":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"role": string,"time_zone": string,"title": string
            }[]
                           },
"read_placeholders":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"attempts": number,"entity": string,"example_entity": string,"example_id": string,"gone": boolean,"id": string,"last_error": string,"module": string,"referred_to_by": Json,"since": string
            }[]
                           },
"read_raw":
{ Args: { "p_account"?: string,"p_id": string,"p_module": string }; Returns: Json
                           },
"read_recent_errors":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"at": string,"entity": string,"external_id": string,"field": string,"hint": string,"kind": string,"message": string,"module": string,"rule": string,"run_id": number,"severity": string,"value": Json
            }[]
                           },
"read_record":
{ Args: { "p_account"?: string,"p_id": string,"p_module": string }; Returns: Json
                           },
"read_references":
{ Args: { "p_account"?: string,"p_ids": (string)[],"p_kind": string }; Returns: {
              "example_entity": string,"example_id": string,"id": string,"module": string,"records": number
            }[]
                           },
"read_reject_groups":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"example": string,"field": string,"last_error": string,"module": string,"records": number,"rule": string,"sentence": string,"severity": string,"since": string,"status": string,"value": Json
            }[]
                           },
"read_rejects":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"external_id": string,"fetched_at": string,"field": string,"last_error": string,"module": string,"processed_at": string,"processing_attempts": number,"rule": string,"run_id": number,"sentence": string,"severity": string,"status": string,"value": Json
            }[]
                           },
"read_runs":
{ Args: { "p_run"?: number }; Returns: {
              "account_id": string,"api_calls": number,"api_errors": number,"bytes": number,"changed": number,"complete": boolean,"cpu_ms": number,"deleted": number,"dry_run": boolean,"duration": string,"error": Json,"fetched": number,"finished_at": string,"heartbeat_at": string,"held_back": number,"mode": string,"module": string,"null_nodes": number,"of_pages": number,"pages": number,"peak_memory_bytes": number,"phase": string,"placeholders": number,"progress": number,"promoted": number,"records_per_second": number,"rejected": number,"resumes": number,"run_id": number,"seconds_left": number,"since": string,"slice_cpu_ms": number,"slice_ms": number,"slices": number,"started_at": string,"status": string,"triggered_by": string,"until": string,"waited_ms": number,"window": string
            }[]
                           },
"read_stale_periods":
{ Args: { "p_account": string,"p_from": string }; Returns: {
              "begins": string,"ends": string,"module": string,"time_zone": string
            }[]
                           },
"read_storage":
{ Args: Record<PropertyKey, never>; Returns: {
              "bytes_per_record": number,"index_bytes": number,"name": string,"records": number,"schema": string,"table_bytes": number,"total_bytes": number
            }[]
                           },
"read_successes":
{ Args: { "p_account": string,"p_from": string }; Returns: {
              "finished_at": string,"module": string,"watermark": string
            }[]
                           },
"read_sweeps":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"error": Json,"gaps": number,"module": string,"run_id": number,"status": string,"swept_within": string,"whole_at": string
            }[]
                           },
"read_synced_modules":
{ Args: { "p_account": string,"p_from": string }; Returns: {
              "begins": string,"first_run_at": string,"fresh_within": string,"module": string,"time_zone": string
            }[]
                           },
"read_throughput":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"api_calls": number,"changed": number,"deleted": number,"failed": number,"fetched": number,"hour": string,"module": string,"pages": number,"promoted": number,"rejected": number,"runs": number,"seconds": number
            }[]
                           },
"read_undelivered_alerts":
{ Args: Record<PropertyKey, never>; Returns: {
              "alerts": number,"error": string,"evaluated_at": string
            }[]
                           },
"read_unusable_fields":
{ Args: { "p_account": string,"p_module": string,"p_since": string }; Returns: {
              "example": Json,"example_id": string,"field": string,"records": number,"sentence": string
            }[]
                           },
"record_decision":
{ Args: { "p_about": string,"p_account": string,"p_action": string,"p_by": string,"p_module": string,"p_outcome": Json }; Returns: Json
                           },
"references_to":
{ Args: { "p_entity": string,"p_ids": (string)[] }; Returns: {
              "entity": string,"example": string,"field": string,"id": string,"records": number
            }[]
                           },
"release_deletions":
{ Args: { "p_account"?: string,"p_ids"?: (string)[],"p_module": string }; Returns: Json
                           },
"require_admin":
{ Args: { "p_account": string }; Returns: string
                           },
"require_module":
{ Args: { "p_module": string }; Returns: undefined
                           },
"resolve_alert":
{ Args: { "p_alert": number }; Returns: Json
                           },
"retry_reject":
{ Args: { "p_account"?: string,"p_id": string,"p_module": string }; Returns: Json
                           },
"retry_rejects":
{ Args: { "p_account"?: string,"p_after"?: string,"p_field"?: string,"p_module": string,"p_rule"?: string }; Returns: Json
                           },
"rows_of":
{ Args: { "p_ids": (string)[],"p_kinds": (string)[] }; Returns: {
              "entity": string,"fields": Json,"kind": string
            }[]
                           },
"rule_of_error":
{ Args: { "p_code": string }; Returns: string
                           },
"rules_with":
{ Args: { "p_kind": string }; Returns: (string)[]
                           },
"run_maintenance":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"scope_of_error":
{ Args: { "p_code": string,"p_module": string }; Returns: string
                           },
"set_rule":
{ Args: { "p_enabled"?: boolean,"p_pianos"?: (string)[],"p_rule": string,"p_threshold"?: number }; Returns: {
              "enabled": boolean,
"ending": string,
"escalates_after": string | null,
"pianos": (string)[] | null,
"remedy": string,
"rule": string,
"sentence": string,
"severity": string,
"threshold": number | null,
"unit": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "alert_rules"
        isOneToOne: true
        isSetofReturn: false
      } },
"settle_deliveries":
{ Args: { "p_answers": Json }; Returns: undefined
                           },
"silent_accounts":
{ Args: { "p_minutes": number }; Returns: {
              "account_id": string,"last_run_at": string
            }[]
                           },
"size_of":
{ Args: { "p_details": Json }; Returns: number
                           },
"slices_near_limits":
{ Args: { "p_percent": number }; Returns: {
              "account_id": string,"module": string,"of_limit": number,"percent": number,"resource": string,"run_id": number,"unit": string,"used": number
            }[]
                           },
"store_freshness":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"sweep_total":
{ Args: { "p_run": number }; Returns: number
                           },
"sync_now":
{ Args: { "p_account"?: string,"p_mode"?: string,"p_module": string }; Returns: Json
                           },
"take_deliveries":
{ Args: { "p_channels": (string)[] }; Returns: Json
                           },
"take_sign_up_check":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"takes_now":
{ Args: { "p_channel": Omit<Database["monitoring"]['Tables']["channels"]['Row'], Database["monitoring"]['Tables']["channels"]['ComputedFields']> }; Returns: boolean
                           },
"test_channel":
{ Args: { "p_channel": string }; Returns: Json
                           },
"test_channels":
{ Args: { "p_channels": (string)[] }; Returns: number
                           },
"told_together":
{ Args: { "p_episodes": (Database["monitoring"]['CompositeTypes']["episode"])[],"p_module": string,"p_rule": string }; Returns: Database["monitoring"]['CompositeTypes']["problem"][]
                          SetofOptions: {
        from: "*"
        to: "problem"
        isOneToOne: false
        isSetofReturn: true
      } },
"unnamed_holes":
{ Args: { "p_alert": Omit<Database["monitoring"]['Tables']["alerts"]['Row'], Database["monitoring"]['Tables']["alerts"]['ComputedFields']>,"p_threshold": number }; Returns: Database["sync"]['Tables']["holes"]['Row'][]
                          SetofOptions: {
        from: "*"
        to: "holes"
        isOneToOne: false
        isSetofReturn: true
      } },
"unserviced_episodes":
{ Args: { "p_is_open"?: boolean,"p_threshold": number }; Returns: Database["monitoring"]['CompositeTypes']["episode"][]
                          SetofOptions: {
        from: "*"
        to: "episode"
        isOneToOne: false
        isSetofReturn: true
      } }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            "episode": {
                        "account_id": string | null,"record_id": string | null,"client_id": string | null,"name": string | null,"message": string | null,"began_at": string | null,"ended_at": string | null
                      },"problem": {
                        "severity": string | null,"account_id": string | null,"subject": string | null,"message": string | null,"details": Json | null
                      }
          }
        },"reconcile": {
          Tables: {
            "calendar_names": {
                  Row: {
                    "name": string
                  }
                  ComputedFields: never
                  Insert: {
                    "name": string
                  }
                  Update: {
                    "name"?: string
                  }
                  Relationships: [
                    
                  ]
                },"entities": {
                  Row: {
                    "derived": Json | null,"entity": string,"fields": NonNullable<Json>,"fingerprint": string | null,"key": string | null,"list": string | null,"module": string,"owner_column": string | null,"position": number,"can_move": boolean | null,"missing_children_sql": string | null,"view_name": string | null
                  }
                  ComputedFields: "can_move" | "missing_children_sql" | "view_name"
                  Insert: {
                    "derived"?: Json | null,"entity": string,"fields"?: NonNullable<Json>,"fingerprint"?: string | null,"key"?: string | null,"list"?: string | null,"module": string,"owner_column"?: string | null,"position": number
                  }
                  Update: {
                    "derived"?: Json | null,"entity"?: string,"fields"?: NonNullable<Json>,"fingerprint"?: string | null,"key"?: string | null,"list"?: string | null,"module"?: string,"owner_column"?: string | null,"position"?: number
                  }
                  Relationships: [
                    
                  ]
                },"field_policies": {
                  Row: {
                    "entity": string,"field": string,"policy": string,"reason": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "entity": string,"field": string,"policy": string,"reason"?: string | null
                  }
                  Update: {
                    "entity"?: string,"field"?: string,"policy"?: string,"reason"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"job_errors": {
                  Row: {
                    "account_id": string | null,"failed_at": string,"job": string,"message": string,"part": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id"?: string | null,"failed_at"?: string,"job": string,"message": string,"part": string
                  }
                  Update: {
                    "account_id"?: string | null,"failed_at"?: string,"job"?: string,"message"?: string,"part"?: string
                  }
                  Relationships: [
                    
                  ]
                },"kept_fields": {
                  Row: {
                    "account_id": string,"entity": string,"external_id": string,"field": string,"since": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entity": string,"external_id": string,"field": string,"since"?: string
                  }
                  Update: {
                    "account_id"?: string,"entity"?: string,"external_id"?: string,"field"?: string,"since"?: string
                  }
                  Relationships: [
                    
                  ]
                },"legacy_references": {
                  Row: {
                    "account_id": string,"facts": NonNullable<Json>,"kind": string,"legacy_key": string,"matched_at": string | null,"matched_id": string | null,"method": string | null,"score": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"facts": NonNullable<Json>,"kind": string,"legacy_key": string,"matched_at"?: string | null,"matched_id"?: string | null,"method"?: string | null,"score"?: number | null
                  }
                  Update: {
                    "account_id"?: string,"facts"?: NonNullable<Json>,"kind"?: string,"legacy_key"?: string,"matched_at"?: string | null,"matched_id"?: string | null,"method"?: string | null,"score"?: number | null
                  }
                  Relationships: [
                    
                  ]
                },"listings": {
                  Row: {
                    "account_id": string,"entity": string,"external_id": string,"module": string,"source_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entity": string,"external_id": string,"module": string,"source_id": string
                  }
                  Update: {
                    "account_id"?: string,"entity"?: string,"external_id"?: string,"module"?: string,"source_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "listings_entity_fkey"
      columns: ["entity"]
isOneToOne: false
      referencedRelation: "entities"
      referencedColumns: ["entity"]
    }
                  ]
                },"match_candidates": {
                  Row: {
                    "account_id": string,"id": string,"is_hint": boolean,"kind": string,"legacy_key": string,"name": string | null,"rules": (string)[],"score": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"id": string,"is_hint"?: boolean,"kind": string,"legacy_key": string,"name"?: string | null,"rules"?: (string)[],"score": number
                  }
                  Update: {
                    "account_id"?: string,"id"?: string,"is_hint"?: boolean,"kind"?: string,"legacy_key"?: string,"name"?: string | null,"rules"?: (string)[],"score"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "match_candidates_account_id_kind_legacy_key_fkey"
      columns: ["account_id","kind","legacy_key"]
isOneToOne: false
      referencedRelation: "legacy_references"
      referencedColumns: ["account_id","kind","legacy_key"]
    },{
      foreignKeyName: "match_candidates_account_id_kind_legacy_key_fkey"
      columns: ["account_id","kind","legacy_key"]
isOneToOne: false
      referencedRelation: "undecided_matches"
      referencedColumns: ["account_id","kind","legacy_key"]
    }
                  ]
                },"match_decisions": {
                  Row: {
                    "account_id": string,"decided_at": string,"decided_by": string,"kind": string,"legacy_key": string,"matched_id": string | null,"reason": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"decided_at"?: string,"decided_by": string,"kind": string,"legacy_key": string,"matched_id"?: string | null,"reason"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"decided_at"?: string,"decided_by"?: string,"kind"?: string,"legacy_key"?: string,"matched_id"?: string | null,"reason"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"mirror": {
                  Row: {
                    "account_id": string,"created_at": string,"deleted_at": string | null,"id": string,"is_placeholder": boolean,"synced_at": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"deleted_at"?: string | null,"id": string,"is_placeholder"?: boolean,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"deleted_at"?: string | null,"id"?: string,"is_placeholder"?: boolean,"synced_at"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    
                  ]
                },"missing_children": {
                  Row: {
                    "account_id": string,"decided_by": string | null,"entity": string,"external_id": string,"mass_at": string | null,"missing_since": string,"owner_id": string,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"decided_by"?: string | null,"entity": string,"external_id": string,"mass_at"?: string | null,"missing_since"?: string,"owner_id": string,"status": string
                  }
                  Update: {
                    "account_id"?: string,"decided_by"?: string | null,"entity"?: string,"external_id"?: string,"mass_at"?: string | null,"missing_since"?: string,"owner_id"?: string,"status"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "missing_children_entity_fkey"
      columns: ["entity"]
isOneToOne: false
      referencedRelation: "entities"
      referencedColumns: ["entity"]
    }
                  ]
                },"rules": {
                  Row: {
                    "rule": string,"sentence": string,"severity": string,"withholds": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "rule": string,"sentence": string,"severity": string,"withholds"?: boolean
                  }
                  Update: {
                    "rule"?: string,"sentence"?: string,"severity"?: string,"withholds"?: boolean
                  }
                  Relationships: [
                    
                  ]
                },"v5_placeholders": {
                  Row: {
                    "account_id": string,"entity": string,"id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entity": string,"id": string
                  }
                  Update: {
                    "account_id"?: string,"entity"?: string,"id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"v5_readings": {
                  Row: {
                    "account_id": string,"entry_id": string | null,"humidity": number | null,"metadata": NonNullable<Json>,"moved_at": string,"source": string,"source_id": string,"temperature": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entry_id"?: string | null,"humidity"?: number | null,"metadata": NonNullable<Json>,"moved_at"?: string,"source": string,"source_id": string,"temperature"?: number | null
                  }
                  Update: {
                    "account_id"?: string,"entry_id"?: string | null,"humidity"?: number | null,"metadata"?: NonNullable<Json>,"moved_at"?: string,"source"?: string,"source_id"?: string,"temperature"?: number | null
                  }
                  Relationships: [
                    
                  ]
                },"v5_rows": {
                  Row: {
                    "accepted_at": string | null,"accepted_by": string | null,"account_id": string,"data": NonNullable<Json>,"moved_at": string,"refers_to": NonNullable<Json>,"source": string,"source_id": string,"source_table": string
                  }
                  ComputedFields: never
                  Insert: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"account_id": string,"data": NonNullable<Json>,"moved_at"?: string,"refers_to"?: NonNullable<Json>,"source": string,"source_id": string,"source_table": string
                  }
                  Update: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"account_id"?: string,"data"?: NonNullable<Json>,"moved_at"?: string,"refers_to"?: NonNullable<Json>,"source"?: string,"source_id"?: string,"source_table"?: string
                  }
                  Relationships: [
                    
                  ]
                },"v5_serials": {
                  Row: {
                    "account_id": string,"entity": string,"id": string,"serial": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entity": string,"id": string,"serial"?: number
                  }
                  Update: {
                    "account_id"?: string,"entity"?: string,"id"?: string,"serial"?: number
                  }
                  Relationships: [
                    
                  ]
                },"v5_twins": {
                  Row: {
                    "account_id": string,"entry_id": string,"source_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entry_id": string,"source_id": string
                  }
                  Update: {
                    "account_id"?: string,"entry_id"?: string,"source_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"v5_values": {
                  Row: {
                    "accepted_at": string | null,"accepted_by": string | null,"account_id": string,"entity": string,"field": string,"found": Json | null,"moved_at": string,"outcome": string,"source": string,"source_column": string,"source_id": string,"source_table": string,"value": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"account_id": string,"entity": string,"field": string,"found"?: Json | null,"moved_at"?: string,"outcome": string,"source": string,"source_column": string,"source_id": string,"source_table": string,"value": NonNullable<Json>
                  }
                  Update: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"account_id"?: string,"entity"?: string,"field"?: string,"found"?: Json | null,"moved_at"?: string,"outcome"?: string,"source"?: string,"source_column"?: string,"source_id"?: string,"source_table"?: string,"value"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "appointment_pianos": {
                  Row: {
                    "account_id": string,"appointment_id": string,"id": string | null,"is_tuning": boolean | null,"issues": Json | null,"piano_id": string | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"appointments": {
                  Row: {
                    "account_id": string,"address_line": string | null,"buffer": number | null,"client_id": string | null,"confirmation_warning": string | null,"confirmed_at": string | null,"confirmed_by_client": boolean | null,"created_by_id": string | null,"duration": number | null,"field_issues": Json | null,"first_piano_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_all_day": boolean | null,"issues": Json | null,"lat": number | null,"lifecycle_state": string | null,"lng": number | null,"local_date": string | null,"local_time": string | null,"location": string | null,"location_country_code": string | null,"location_created_at": string | null,"location_geocode_type": string | null,"location_id": string | null,"location_latitude": string | null,"location_longitude": string | null,"location_municipality": string | null,"location_postal_code": string | null,"location_region": string | null,"location_street1": string | null,"location_street2": string | null,"location_type": string | null,"location_updated_at": string | null,"location_what3words": string | null,"manual_address_line": string | null,"manual_geocode_type": string | null,"manual_lat": number | null,"manual_lng": number | null,"notes": string | null,"raw": NonNullable<Json>,"recurrence_dates": Json | null,"recurrence_ending_date": string | null,"recurrence_ending_occurrences": number | null,"recurrence_ending_type": string | null,"recurrence_id": string | null,"recurrence_interval": number | null,"recurrence_type": string | null,"recurrence_weekdays": Json | null,"recurrence_weeks": Json | null,"remote_calendar_id": string | null,"remote_calendar_impacts_availability": boolean | null,"remote_calendar_import_as_busy": boolean | null,"remote_calendar_name": string | null,"remote_calendar_source_name": string | null,"remote_calendar_type": string | null,"remote_type": string | null,"scheduler_availability_id": string | null,"source": string | null,"source_id": string,"start_at": string | null,"status": string | null,"timezone": string | null,"title": string | null,"travel_mode": string | null,"type": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"appointments_fields": {
                  Row: {
                    "account_id": string,"address_line": string | null,"buffer": number | null,"client_id": string | null,"confirmation_warning": string | null,"confirmed_at": string | null,"confirmed_by_client": boolean | null,"created_by_id": string | null,"duration": number | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_all_day": boolean | null,"lat": number | null,"lifecycle_state": string | null,"lng": number | null,"location": string | null,"location_country_code": string | null,"location_created_at": string | null,"location_geocode_type": string | null,"location_id": string | null,"location_latitude": string | null,"location_longitude": string | null,"location_municipality": string | null,"location_postal_code": string | null,"location_region": string | null,"location_street1": string | null,"location_street2": string | null,"location_type": string | null,"location_updated_at": string | null,"location_what3words": string | null,"manual_address_line": string | null,"manual_geocode_type": string | null,"manual_lat": number | null,"manual_lng": number | null,"notes": string | null,"raw": NonNullable<Json>,"recurrence_dates": Json | null,"recurrence_ending_date": string | null,"recurrence_ending_occurrences": number | null,"recurrence_ending_type": string | null,"recurrence_id": string | null,"recurrence_interval": number | null,"recurrence_type": string | null,"recurrence_weekdays": Json | null,"recurrence_weeks": Json | null,"remote_calendar_id": string | null,"remote_calendar_impacts_availability": boolean | null,"remote_calendar_import_as_busy": boolean | null,"remote_calendar_name": string | null,"remote_calendar_source_name": string | null,"remote_calendar_type": string | null,"remote_type": string | null,"scheduler_availability_id": string | null,"source": string | null,"source_id": string,"start_at": string | null,"status": string | null,"timezone": string | null,"title": string | null,"travel_mode": string | null,"type": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"availabilities": {
                  Row: {
                    "account_id": string,"adjust_preferred_slots": boolean | null,"end_date": string | null,"end_of_day_location": Json | null,"end_of_day_type": string | null,"end_time": string | null,"exclude_dates": (string)[] | null,"floating_downtime_rules": Json | null,"id": string,"include_dates": (string)[] | null,"is_exclusive": boolean | null,"issues": Json | null,"max_appointments_per_day": number | null,"name": string | null,"preferred_slot_policy": string | null,"preferred_slot_times": (string)[] | null,"recurrence_rule": string | null,"rounding_minutes": number | null,"service_area_id": string | null,"source_id": string,"start_date": string | null,"start_of_day_location": Json | null,"start_of_day_type": string | null,"start_time": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"call_center_items": {
                  Row: {
                    "account_id": string,"appointment_id": string | null,"client_id": string | null,"contact_completed_at": string | null,"contact_count": number | null,"contact_due_at": string | null,"contact_state": string | null,"due_on": string | null,"id": string,"issues": Json | null,"lifecycle_contact_log_id": string | null,"lifecycle_id": string | null,"lifecycle_kind": string | null,"municipality": string | null,"piano_id": string | null,"postal_code": string | null,"reference_id": string | null,"reference_type": string | null,"region": string | null,"reminder_kind": string | null,"reminder_state": string | null,"scheduled_message_id": string | null,"scheduled_message_template_id": string | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"cancel_notices": {
                  Row: {
                    "account_id": string,"appointment_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"issues": Json | null,"source_id": string,"status": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"clients": {
                  Row: {
                    "account_id": string,"client_type": string | null,"company_name": string | null,"custom": (string)[] | null,"display_name": string | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"issues": Json | null,"last_result_notes": string | null,"lifecycle_id": string | null,"lifecycle_state": string | null,"locale": string | null,"no_contact_reason": string | null,"no_contact_until": string | null,"personal_notes": string | null,"preference_notes": string | null,"preferred_technician_id": string | null,"raw": NonNullable<Json>,"reason_inactive_code": string | null,"reason_inactive_details": string | null,"reference_id": string | null,"referral_client_id": string | null,"referred_by": string | null,"referred_by_notes": string | null,"region": string | null,"source_id": string,"status": string | null,"tags": (string)[] | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"clients_fields": {
                  Row: {
                    "account_id": string,"client_type": string | null,"company_name": string | null,"custom": (string)[] | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"last_result_notes": string | null,"lifecycle_id": string | null,"lifecycle_state": string | null,"locale": string | null,"no_contact_reason": string | null,"no_contact_until": string | null,"personal_notes": string | null,"preference_notes": string | null,"preferred_technician_id": string | null,"raw": NonNullable<Json>,"reason_inactive_code": string | null,"reason_inactive_details": string | null,"reference_id": string | null,"referral_client_id": string | null,"referred_by": string | null,"referred_by_notes": string | null,"region": string | null,"source_id": string,"status": string | null,"tags": (string)[] | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"company": {
                  Row: {
                    "account_id": string,"are_all_reminders_paused": boolean | null,"client_locale": string | null,"country_code": string | null,"country_name": string | null,"currency": string | null,"custom_labels": (string)[] | null,"default_invoice_net_days": number | null,"distance_unit": string | null,"email": string | null,"gazelle_created_at": string | null,"id": string,"is_gdpr_required": boolean | null,"is_parked": boolean | null,"issues": Json | null,"latitude": string | null,"longitude": string | null,"municipality": string | null,"name": string | null,"phone_number": string | null,"postal_code": string | null,"region": string | null,"source_id": string,"street1": string | null,"street2": string | null,"timezone": string | null,"tips_enabled": boolean | null,"user_locale": string | null,"website": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"contact_emails": {
                  Row: {
                    "account_id": string,"client_id": string,"contact_id": string | null,"email": string | null,"id": string | null,"is_default": boolean | null,"issues": Json | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"contact_locations": {
                  Row: {
                    "account_id": string,"client_id": string,"contact_id": string | null,"country_code": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string | null,"is_bad_address": boolean | null,"issues": Json | null,"latitude": string | null,"location_type": string | null,"longitude": string | null,"municipality": string | null,"postal_code": string | null,"region": string | null,"source_id": string,"street1": string | null,"street2": string | null,"usage_type": string | null,"what3words": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"contact_phones": {
                  Row: {
                    "account_id": string,"client_id": string,"confirmed_at": string | null,"contact_id": string | null,"extension": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"is_default": boolean | null,"issues": Json | null,"phone_number": string | null,"source_id": string,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"contacts": {
                  Row: {
                    "account_id": string,"archived": boolean | null,"billing_location_ref": string | null,"client_id": string,"default_location_ref": string | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"is_billing_default": boolean | null,"is_default": boolean | null,"issues": Json | null,"last_name": string | null,"mailing_location_ref": string | null,"middle_name": string | null,"role": string | null,"sort_order": number | null,"source_id": string,"suffix": string | null,"title": string | null,"wants_email": boolean | null,"wants_phone": boolean | null,"wants_text": boolean | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimate_checklist_groups": {
                  Row: {
                    "account_id": string,"estimate_checklist_id": string,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"issues": Json | null,"name": Json | null,"sequence_number": number | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimate_checklist_items": {
                  Row: {
                    "account_id": string,"estimate_checklist_group_id": string | null,"estimate_checklist_id": string,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"issues": Json | null,"name": Json | null,"sequence_number": number | null,"service_item_id": string | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimate_checklists": {
                  Row: {
                    "account_id": string,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_default": boolean | null,"issues": Json | null,"name": Json | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimate_items": {
                  Row: {
                    "account_id": string,"amount": number | null,"description": string | null,"duration": number | null,"education_description": string | null,"estimate_id": string,"estimate_tier_id": string | null,"external_url": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"group_name": string | null,"id": string | null,"is_taxable": boolean | null,"is_tuning": boolean | null,"issues": Json | null,"name": string | null,"quantity": number | null,"sequence_number": number | null,"service_item_id": string | null,"source_id": string,"subtotal": number | null,"tax_total": number | null,"taxes": Json | null,"total": number | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimate_tiers": {
                  Row: {
                    "account_id": string,"allow_self_schedule": boolean | null,"estimate_id": string,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"is_primary": boolean | null,"issues": Json | null,"notes": string | null,"recommendation_id": string | null,"sequence_number": number | null,"source_id": string,"subtotal": number | null,"target_performance_level": number | null,"tax_total": number | null,"total": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimates": {
                  Row: {
                    "account_id": string,"assigned_to_id": string | null,"client_id": string | null,"contact_id": string | null,"created_by_id": string | null,"current_performance_level": number | null,"estimated_on": string | null,"expires_on": string | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_archived": boolean | null,"issues": Json | null,"locale": string | null,"notes": string | null,"number": number | null,"piano_id": string | null,"raw": NonNullable<Json>,"recommended_tier_total": number | null,"source_id": string,"tags": (string)[] | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"estimates_fields": {
                  Row: {
                    "account_id": string,"assigned_to_id": string | null,"client_id": string | null,"contact_id": string | null,"created_by_id": string | null,"current_performance_level": number | null,"estimated_on": string | null,"expires_on": string | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_archived": boolean | null,"locale": string | null,"notes": string | null,"number": number | null,"piano_id": string | null,"raw": NonNullable<Json>,"recommended_tier_total": number | null,"source_id": string,"tags": (string)[] | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"extracted_measurements": {
                  Row: {
                    "account_id": string | null,"client_id": string | null,"confidence": number | null,"field": string | null,"humidity": number | null,"id": string | null,"issues": Json | null,"length": number | null,"local_date": string | null,"matched": string | null,"method": string | null,"occurred_at": string | null,"piano_id": string | null,"pitch": number | null,"position": number | null,"source": string | null,"source_id": string | null,"temperature": number | null,"temperature_original": number | null,"temperature_unit": string | null,"timeline_entry_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"invoice_client_logs": {
                  Row: {
                    "account_id": string,"automated": boolean | null,"client_id": string | null,"comment": string | null,"created_by_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"invoice_id": string,"is_verbose": boolean | null,"issues": Json | null,"piano_id": string | null,"source_id": string,"status": string | null,"system_message": string | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"invoice_items": {
                  Row: {
                    "account_id": string,"amount": number | null,"billable": boolean | null,"description": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string | null,"invoice_id": string,"issues": Json | null,"piano_id": string | null,"quantity": number | null,"sequence_number": number | null,"service_item_id": string | null,"source_id": string,"subtotal": number | null,"tax_total": number | null,"taxable": boolean | null,"taxes": Json | null,"total": number | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"invoice_payments": {
                  Row: {
                    "account_id": string,"amount": number | null,"currency": string | null,"failure_reason": string | null,"field_issues": Json | null,"gazelle_created_at": string | null,"id": string | null,"invoice_id": string,"is_stripe_payment": boolean | null,"issues": Json | null,"local_date": string | null,"notes": string | null,"paid_at": string | null,"payment_details": string | null,"payment_source": string | null,"raw": Json | null,"source_id": string,"status": string | null,"tip_total": number | null,"type": string | null,"was_initiated_by_client": boolean | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"invoice_payments_fields": {
                  Row: {
                    "account_id": string,"amount": number | null,"currency": string | null,"failure_reason": string | null,"field_issues": Json | null,"gazelle_created_at": string | null,"id": string | null,"invoice_id": string,"is_stripe_payment": boolean | null,"notes": string | null,"paid_at": string | null,"payment_details": string | null,"payment_source": string | null,"raw": Json | null,"source_id": string,"status": string | null,"tip_total": number | null,"type": string | null,"was_initiated_by_client": boolean | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"invoices": {
                  Row: {
                    "account_id": string,"alt_billing_company_name": string | null,"alt_billing_country_code": string | null,"alt_billing_email": string | null,"alt_billing_first_name": string | null,"alt_billing_last_name": string | null,"alt_billing_municipality": string | null,"alt_billing_phone": string | null,"alt_billing_postal_code": string | null,"alt_billing_region": string | null,"alt_billing_street1": string | null,"alt_billing_street2": string | null,"archived": boolean | null,"assigned_to_id": string | null,"client_id": string | null,"client_url": string | null,"contact_id": string | null,"created_by_id": string | null,"currency": string | null,"due_on": string | null,"due_total": number | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"issues": Json | null,"local_date": string | null,"net_days": number | null,"notes": string | null,"number": number | null,"paid_total": number | null,"raw": NonNullable<Json>,"source_id": string,"status": string | null,"subtotal": number | null,"summarize": boolean | null,"tags": (string)[] | null,"tax_total": number | null,"tip_total": number | null,"top_notes": string | null,"total": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"invoices_fields": {
                  Row: {
                    "account_id": string,"alt_billing_company_name": string | null,"alt_billing_country_code": string | null,"alt_billing_email": string | null,"alt_billing_first_name": string | null,"alt_billing_last_name": string | null,"alt_billing_municipality": string | null,"alt_billing_phone": string | null,"alt_billing_postal_code": string | null,"alt_billing_region": string | null,"alt_billing_street1": string | null,"alt_billing_street2": string | null,"archived": boolean | null,"assigned_to_id": string | null,"client_id": string | null,"client_url": string | null,"contact_id": string | null,"created_by_id": string | null,"currency": string | null,"due_on": string | null,"due_total": number | null,"field_issues": Json | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"net_days": number | null,"notes": string | null,"number": number | null,"paid_total": number | null,"raw": NonNullable<Json>,"source_id": string,"status": string | null,"subtotal": number | null,"summarize": boolean | null,"tags": (string)[] | null,"tax_total": number | null,"tip_total": number | null,"top_notes": string | null,"total": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"lifecycles": {
                  Row: {
                    "account_id": string,"conf_window_code": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"issues": Json | null,"name": string | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"measurements": {
                  Row: {
                    "a0_dip": number | null,"a0_pitch": number | null,"a1_dip": number | null,"a1_pitch": number | null,"a2_dip": number | null,"a2_pitch": number | null,"a3_dip": number | null,"a3_pitch": number | null,"a4_dip": number | null,"a4_pitch": number | null,"a5_dip": number | null,"a5_pitch": number | null,"a6_dip": number | null,"a6_pitch": number | null,"a7_dip": number | null,"a7_pitch": number | null,"account_id": string,"c7_sustain_played": number | null,"c7_sustain_plucked": number | null,"d6_sustain_played": number | null,"d6_sustain_plucked": number | null,"field_issues": Json | null,"g6_sustain_played": number | null,"g6_sustain_plucked": number | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"humidity": number | null,"id": string | null,"issues": Json | null,"piano_id": string,"raw": Json | null,"source_id": string,"taken_on": string | null,"temperature": number | null,"temperature_celsius": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"measurements_fields": {
                  Row: {
                    "a0_dip": number | null,"a0_pitch": number | null,"a1_dip": number | null,"a1_pitch": number | null,"a2_dip": number | null,"a2_pitch": number | null,"a3_dip": number | null,"a3_pitch": number | null,"a4_dip": number | null,"a4_pitch": number | null,"a5_dip": number | null,"a5_pitch": number | null,"a6_dip": number | null,"a6_pitch": number | null,"a7_dip": number | null,"a7_pitch": number | null,"account_id": string,"c7_sustain_played": number | null,"c7_sustain_plucked": number | null,"d6_sustain_played": number | null,"d6_sustain_plucked": number | null,"field_issues": Json | null,"g6_sustain_played": number | null,"g6_sustain_plucked": number | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"humidity": number | null,"id": string | null,"piano_id": string,"raw": Json | null,"source_id": string,"taken_on": string | null,"temperature": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"piano_photos": {
                  Row: {
                    "account_id": string,"gazelle_created_at": string | null,"height": number | null,"id": string | null,"is_used_by_estimates": boolean | null,"issues": Json | null,"mime_type": string | null,"notes": string | null,"piano_id": string,"size": number | null,"source_id": string,"taken_at": string | null,"thumbnail_url": string | null,"url": string | null,"width": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"pianos": {
                  Row: {
                    "account_id": string,"calculated_last_service": string | null,"calculated_next_service": string | null,"case_color": string | null,"case_finish": string | null,"client_id": string | null,"consignment": boolean | null,"dampp_chaser_humidistat_model": string | null,"dampp_chaser_installed": boolean | null,"dampp_chaser_mfg_date": string | null,"event_last_service": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"has_ivory": boolean | null,"id": string,"issues": Json | null,"lifecycle_contact_paused_until": string | null,"lifecycle_state": string | null,"location": string | null,"make": string | null,"manual_last_service": string | null,"model": string | null,"needs_repair_or_rebuilding": boolean | null,"next_service_override": string | null,"notes": string | null,"player_installed": boolean | null,"player_make": string | null,"player_model": string | null,"player_serial_number": string | null,"potential_performance_level": number | null,"primary_photo_id": string | null,"reference_id": string | null,"rental": boolean | null,"rental_contract_ends_on": string | null,"serial_number": string | null,"service_interval_months": number | null,"size": string | null,"source_id": string,"status": string | null,"tags": (string)[] | null,"total_loss": boolean | null,"type": string | null,"use_type": string | null,"year": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"recommendations": {
                  Row: {
                    "account_id": string,"explanation": Json | null,"id": string,"is_archived": boolean | null,"issues": Json | null,"name": Json | null,"source_id": string,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"reservations": {
                  Row: {
                    "account_id": string,"address_line": string | null,"appointment_id": string | null,"booked_client_id": string | null,"buffer": number | null,"changes": (string)[] | null,"client_id": string | null,"country_code": string | null,"duration": number | null,"email": string | null,"estimate_tier_id": string | null,"field_issues": Json | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_gdpr_consent_agreed": boolean | null,"issues": Json | null,"last_name": string | null,"latitude": string | null,"local_date": string | null,"local_time": string | null,"location_type": string | null,"longitude": string | null,"municipality": string | null,"notes": string | null,"phone_number": string | null,"phone_number_e164": string | null,"phone_type": string | null,"piano_services": Json | null,"postal_code": string | null,"raw": NonNullable<Json>,"region": string | null,"scheduler_availability_id": string | null,"sms_opt_in": boolean | null,"source": string | null,"source_id": string,"starts_at": string | null,"status": string | null,"status_changed_at": string | null,"status_changed_by_id": string | null,"street1": string | null,"street2": string | null,"timezone": string | null,"travel_mode": string | null,"type": string | null,"user_id": string | null,"what3words": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"reservations_fields": {
                  Row: {
                    "account_id": string,"address_line": string | null,"appointment_id": string | null,"booked_client_id": string | null,"buffer": number | null,"changes": (string)[] | null,"client_id": string | null,"country_code": string | null,"duration": number | null,"email": string | null,"estimate_tier_id": string | null,"field_issues": Json | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"geocode_type": string | null,"id": string,"is_gdpr_consent_agreed": boolean | null,"last_name": string | null,"latitude": string | null,"location_type": string | null,"longitude": string | null,"municipality": string | null,"notes": string | null,"phone_number": string | null,"phone_number_e164": string | null,"phone_type": string | null,"piano_services": Json | null,"postal_code": string | null,"raw": NonNullable<Json>,"region": string | null,"scheduler_availability_id": string | null,"sms_opt_in": boolean | null,"source": string | null,"source_id": string,"starts_at": string | null,"status": string | null,"status_changed_at": string | null,"status_changed_by_id": string | null,"street1": string | null,"street2": string | null,"timezone": string | null,"travel_mode": string | null,"type": string | null,"user_id": string | null,"what3words": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"scheduled_message_templates": {
                  Row: {
                    "account_id": string,"id": string,"issues": Json | null,"name": Json | null,"sort_order": number | null,"source_id": string,"subject": Json | null,"template": Json | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"scheduled_messages": {
                  Row: {
                    "account_id": string,"client_id": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"issues": Json | null,"language": string | null,"scheduled_message_template_id": string | null,"send_at": string | null,"source_id": string,"subject": string | null,"template": string | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"service_areas": {
                  Row: {
                    "account_id": string,"algorithm": string | null,"buffer": number | null,"id": string,"include_traffic": boolean | null,"invalid_address_travel_time": number | null,"is_self_schedulable": boolean | null,"issues": Json | null,"max_good_travel_time_minutes": number | null,"name": string | null,"open_day_weight": number | null,"outside_service_area_minutes": number | null,"polygon": Json | null,"radial": Json | null,"routing_preference": string | null,"self_schedule_max_travel_times": Json | null,"source_id": string,"travel_mode": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"service_groups": {
                  Row: {
                    "account_id": string,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"id": string,"is_archived": boolean | null,"is_multi_choice": boolean | null,"issues": Json | null,"name": Json | null,"sort_order": number | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"service_items": {
                  Row: {
                    "account_id": string,"amount": number | null,"description": Json | null,"duration": number | null,"education_description": Json | null,"external_url": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"group_id": string | null,"group_name": Json | null,"id": string,"is_any_user": boolean | null,"is_archived": boolean | null,"is_default": boolean | null,"is_self_schedulable": boolean | null,"is_taxable": boolean | null,"is_tuning": boolean | null,"issues": Json | null,"name": Json | null,"sort_order": number | null,"source_id": string,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"taxes": {
                  Row: {
                    "account_id": string,"active_or_historical": string | null,"id": string,"is_default": boolean | null,"issues": Json | null,"name": string | null,"rate": number | null,"source_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"timeline_entries": {
                  Row: {
                    "account_id": string,"alert_type": string | null,"appointment_id": string | null,"client_id": string | null,"comment": string | null,"duration": number | null,"email_failure_reason": string | null,"email_recipient_name": string | null,"email_status": string | null,"estimate_id": string | null,"field_issues": Json | null,"id": string,"invoice_id": string | null,"invoice_payment_id": string | null,"issues": Json | null,"local_date": string | null,"occurred_at": string | null,"piano_id": string | null,"raw": NonNullable<Json>,"related_id": string | null,"related_type": string | null,"sms_status": string | null,"source_id": string,"summary": string | null,"type": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"timeline_entries_fields": {
                  Row: {
                    "account_id": string,"alert_type": string | null,"appointment_id": string | null,"client_id": string | null,"comment": string | null,"duration": number | null,"email_failure_reason": string | null,"email_recipient_name": string | null,"email_status": string | null,"estimate_id": string | null,"field_issues": Json | null,"id": string,"invoice_id": string | null,"invoice_payment_id": string | null,"occurred_at": string | null,"piano_id": string | null,"raw": NonNullable<Json>,"related_id": string | null,"related_type": string | null,"sms_status": string | null,"source_id": string,"summary": string | null,"type": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"undecided_matches": {
                  Row: {
                    "account_id": string,"candidates": Json | null,"facts": NonNullable<Json>,"kind": string,"legacy_key": string,"reason": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"users": {
                  Row: {
                    "access_level": string | null,"account_id": string,"color": string | null,"default_buffer": number | null,"default_travel_mode": string | null,"email": string | null,"field_issues": Json | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"has_limited_access": boolean | null,"id": string,"is_schedulable": boolean | null,"issues": Json | null,"kind_by_name": string | null,"last_name": string | null,"long_term_limit_days": number | null,"long_term_limit_message": Json | null,"raw": NonNullable<Json>,"region": string | null,"scheduler_settings_id": string | null,"short_term_limit_hours": number | null,"short_term_limit_hours_type": string | null,"short_term_limit_message": Json | null,"source_id": string,"status": string | null,"timezone": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"users_fields": {
                  Row: {
                    "access_level": string | null,"account_id": string,"color": string | null,"default_buffer": number | null,"default_travel_mode": string | null,"email": string | null,"field_issues": Json | null,"first_name": string | null,"gazelle_created_at": string | null,"gazelle_updated_at": string | null,"has_limited_access": boolean | null,"id": string,"is_schedulable": boolean | null,"last_name": string | null,"long_term_limit_days": number | null,"long_term_limit_message": Json | null,"raw": NonNullable<Json>,"region": string | null,"scheduler_settings_id": string | null,"short_term_limit_hours": number | null,"short_term_limit_hours_type": string | null,"short_term_limit_message": Json | null,"source_id": string,"status": string | null,"timezone": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"v5_open_differences": {
                  Row: {
                    "accepted_at": string | null,"accepted_by": string | null,"account_id": string | null,"found": Json | null,"reason": string | null,"source_column": string | null,"source_id": string | null,"source_table": string | null,"value": Json | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "accept_blanks":
{ Args: { "p_account"?: string,"p_entity": string,"p_field"?: string,"p_ids": (string)[] }; Returns: number
                           },
"accept_v5":
{ Args: { "p_account": string,"p_by": string }; Returns: number
                           },
"add_entity":
{ Args: { "derived"?: Json,"entity": string,"fields"?: Json,"key"?: string,"list"?: string,"module"?: string,"owner"?: string }; Returns: string
                           },
"add_issue":
{ Args: { "p_field": string,"p_is_found": boolean,"p_issues": Json,"p_rule": string,"p_value": Json }; Returns: Json
                           },
"add_v5_placeholders":
{ Args: { "p_account": string,"p_entity": string,"p_ids": (string)[] }; Returns: undefined
                           },
"all_belongings":
{ Args: { "p_account": string,"p_clients": (string)[],"p_ids": Json }; Returns: Json
                           },
"all_ids":
{ Args: { "p_ids": Json }; Returns: (string)[]
                           },
"belongings":
{ Args: { "p_account": string,"p_clients": (string)[],"p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']>,"p_ids": Json,"p_with_staged": boolean }; Returns: (string)[]
                           },
"bulk_deletion_since":
{ Args: { "p_account": string,"p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']>,"p_ids": (string)[] }; Returns: string
                           },
"camel_case":
{ Args: { "p_name": string }; Returns: string
                           },
"can_move":
{ Args: { "p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']> }; Returns: boolean
                           },
"check_child":
{ Args: { "p_id": string,"p_item": Json,"p_list": string,"p_types": Json }; Returns: Json
                           },
"check_entity":
{ Args: { "p_derived": Json,"p_entity": string,"p_fields": Json,"p_key": string,"p_list": string,"p_module": string,"p_owner": string }; Returns: undefined
                           },
"check_text":
{ Args: { "p_raw": Json }; Returns: Json
                           },
"check_values":
{ Args: { "p_raw": Json,"p_types": Json }; Returns: Json
                           },
"columns_of":
{ Args: { "p_entity": string }; Returns: {
              "kind": string,"name": string,"parent": unknown,"paths": (string)[],"policy": string,"source": string,"type": string
            }[]
                           },
"count_held":
{ Args: { "p_account": string,"p_module": string }; Returns: number
                           },
"count_open_invoices":
{ Args: { "p_account": string,"p_clients": (string)[] }; Returns: number
                           },
"count_placeholders":
{ Args: { "p_count": number }; Returns: undefined
                           },
"decide_match":
{ Args: { "p_account"?: string,"p_by"?: string,"p_id"?: string,"p_key": string,"p_kind": string,"p_reason"?: string }; Returns: string
                           },
"delete_missing_children":
{ Args: { "p_account": string,"p_entity": string,"p_ids": (string)[],"p_new": number,"p_owners": (string)[] }; Returns: number
                           },
"delete_placeholders":
{ Args: { "p_account": string,"p_before": string,"p_is_by_id": boolean,"p_module": string }; Returns: number
                           },
"dismiss_missing_children":
{ Args: { "p_account": string,"p_by": string,"p_ids": (string)[],"p_module": string }; Returns: number
                           },
"empty_references":
{ Args: { "p_account": string,"p_ids": Json }; Returns: Record<string, unknown>
                           },
"end_references":
{ Args: { "p_account": string,"p_entity": string,"p_ids": (string)[] }; Returns: undefined
                           },
"erase":
{ Args: { "p_account": string,"p_ids": Json }; Returns: Json
                           },
"erase_imported":
{ Args: { "p_account": string,"p_ids": (string)[] }; Returns: Json
                           },
"erase_v5":
{ Args: { "p_account": string,"p_ids": (string)[] }; Returns: Json
                           },
"expression_of":
{ Args: { "p_base": string,"p_enclosing": string,"p_kind": string,"p_paths": (string)[],"p_source": string }; Returns: Record<string, unknown>
                           },
"find_readings":
{ Args: { "p_text": string }; Returns: {
              "confidence": number,"humidity": number,"length": number,"matched": string,"method": string,"number": number,"pitch": number,"position": number,"temperature": number,"temperature_original": number,"temperature_unit": string
            }[]
                           },
"fingerprint_of":
{ Args: { "p_entity": string }; Returns: string
                           },
"forget_job_errors":
{ Args: { "p_account"?: string,"p_job": string,"p_part"?: string }; Returns: undefined
                           },
"free_references":
{ Args: { "p_account": string,"p_limit": number,"p_module": string }; Returns: (string)[]
                           },
"generate":
{ Args: { "p_entity": string }; Returns: undefined
                           },
"generate_changed":
{ Args: { "p_module": string }; Returns: undefined
                           },
"hold_missing_children":
{ Args: { "p_account": string,"p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']>,"p_ids": (string)[],"p_mass_at": string,"p_owners": (string)[] }; Returns: number
                           },
"holds_error":
{ Args: { "p_value": Json }; Returns: boolean
                           },
"ids_in":
{ Args: { "p_entity": string,"p_ids": Json }; Returns: (string)[]
                           },
"is_blank":
{ Args: { "p_value": string }; Returns: boolean
                           },
"is_list":
{ Args: { "p_value": Json }; Returns: boolean
                           },
"is_of_kind":
{ Args: { "p_kind": string,"p_value": Json }; Returns: boolean
                           },
"is_other_number":
{ Args: { "p_line": string }; Returns: boolean
                           },
"is_refused":
{ Args: { "p_issues": Json }; Returns: boolean
                           },
"issue":
{ Args: { "p_field": string,"p_rule": string,"p_value"?: Json }; Returns: Json
                           },
"items":
{ Args: { "p_value": Json }; Returns: {
              "id": string,"item": Json
            }[]
                           },
"items_of":
{ Args: { "p_list": string }; Returns: Record<string, unknown>
                           },
"kept_sql":
{ Args: { "p_entity": string,"p_usable": string }; Returns: string
                           },
"list":
{ Args: { "p_value": Json }; Returns: Json[]
                           },
"lists_sql":
{ Args: { "p_account"?: string,"p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']>,"p_id": string,"p_source": string }; Returns: string
                           },
"lock_erasures":
{ Args: { "p_account": string,"p_is_erasing"?: boolean }; Returns: undefined
                           },
"lock_records":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string }; Returns: undefined
                           },
"lock_staged":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string }; Returns: (string)[]
                           },
"match_clients":
{ Args: { "p_account"?: string,"p_least"?: number,"p_margin"?: number }; Returns: Json
                           },
"match_pianos":
{ Args: { "p_account"?: string,"p_least"?: number,"p_margin"?: number }; Returns: Json
                           },
"match_users":
{ Args: { "p_account"?: string,"p_least"?: number,"p_margin"?: number }; Returns: Json
                           },
"match_v5_authors":
{ Args: { "p_account": string,"p_names": (string)[] }; Returns: undefined
                           },
"may_hold_reading":
{ Args: { "p_text": string }; Returns: boolean
                           },
"may_list_sql":
{ Args: { "p_account"?: string,"p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']>,"p_source": string }; Returns: string
                           },
"missing_children_sql":
{ Args: { "p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']> }; Returns: string
                           },
"note_job_error":
{ Args: { "p_account": string,"p_job": string,"p_message": string,"p_part": string }; Returns: undefined
                           },
"number_records":
{ Args: { "p_account": string }; Returns: number
                           },
"owners_sql":
{ Args: { "p_entity": string }; Returns: Record<string, unknown>
                           },
"parents_sql":
{ Args: { "p_entity": string }; Returns: Record<string, unknown>
                           },
"person_entity":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"person_name":
{ Args: { "p_account": string,"p_id": string }; Returns: string
                           },
"personal_texts":
{ Args: { "p_account": string,"p_ids": Json }; Returns: (string)[]
                           },
"plain":
{ Args: { "p_text": string }; Returns: string
                           },
"plain_email":
{ Args: { "p_text": string }; Returns: string
                           },
"plain_phone":
{ Args: { "p_text": string }; Returns: string
                           },
"plain_serial":
{ Args: { "p_text": string }; Returns: string
                           },
"promote":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted"?: boolean,"p_is_replay"?: boolean,"p_module": string }; Returns: number
                           },
"promote_appointment_pianos":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_appointments":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_availabilities":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_call_center_items":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_cancel_notices":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_clients":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_company":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_contact_emails":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_contact_locations":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_contact_phones":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_contacts":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_estimate_checklist_groups":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_estimate_checklist_items":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_estimate_checklists":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_estimate_items":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_estimate_tiers":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_estimates":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_extracted_measurements":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_invoice_client_logs":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_invoice_items":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_invoice_payments":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_invoices":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_lifecycles":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_measurements":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_piano_photos":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_pianos":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_recommendations":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_reservations":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_scheduled_message_templates":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_scheduled_messages":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_service_areas":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_service_groups":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_service_items":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_taxes":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_timeline_entries":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promote_users":
{ Args: { "p_account": string,"p_ids": (string)[],"p_is_marked_promoted": boolean,"p_is_replay": boolean,"p_stopped": (string)[] }; Returns: Record<string, unknown>
                           },
"promotion_of":
{ Args: { "p_entity": string }; Returns: string
                           },
"prune_deleted":
{ Args: { "p_before": string,"p_limit": number }; Returns: number
                           },
"rate_reading":
{ Args: { "p_found": string,"p_line": string,"p_values": Database["reconcile"]['CompositeTypes']["reading_values"] }; Returns: Record<string, unknown>
                           },
"reading_codes":
{ Args: { "p_pieces": (string)[] }; Returns: string
                           },
"reading_grammar":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"reading_of":
{ Args: { "p_base": string,"p_kind": string,"p_path": string }; Returns: Record<string, unknown>
                           },
"reading_pieces":
{ Args: { "p_text": string }; Returns: (string)[]
                           },
"reading_values":
{ Args: { "p_first": number,"p_found": string,"p_pieces": (string)[] }; Returns: Database["reconcile"]['CompositeTypes']["reading_values"]
                          SetofOptions: {
        from: "*"
        to: "reading_values"
        isOneToOne: true
        isSetofReturn: false
      } },
"reading_words":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"reassign_children":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string }; Returns: number
                           },
"references_of":
{ Args: { "p_entity": string }; Returns: {
              "name": string,"parent": string
            }[]
                           },
"refresh":
{ Args: { "p_module"?: string }; Returns: undefined
                           },
"release_missing_children":
{ Args: { "p_account": string,"p_ids"?: (string)[],"p_module": string }; Returns: number
                           },
"replay":
{ Args: { "p_account"?: string,"p_after"?: string,"p_limit"?: number,"p_module": string }; Returns: Json
                           },
"resolve_matches":
{ Args: { "p_account": string,"p_kind": string,"p_least": number,"p_margin": number }; Returns: Json
                           },
"retry":
{ Args: { "p_account": string,"p_id": string,"p_module": string }; Returns: string
                           },
"retry_all":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string }; Returns: Json
                           },
"run":
{ Args: { "p_account"?: string,"p_limit"?: number,"p_module"?: string }; Returns: Json
                           },
"run_module":
{ Args: { "p_account": string,"p_limit": number,"p_module": string }; Returns: Json
                           },
"settle_v5_twins":
{ Args: { "p_account": string,"p_entries": Json }; Returns: undefined
                           },
"soft_delete":
{ Args: { "p_account": string,"p_at"?: string,"p_ids": (string)[],"p_module": string }; Returns: number
                           },
"sources_of":
{ Args: { "p_ids": Json,"p_module": string }; Returns: (string)[]
                           },
"staged_sql":
{ Args: { "p_entity": string }; Returns: Record<string, unknown>
                           },
"step_to":
{ Args: { "p_as_text"?: boolean,"p_base": string,"p_steps": (string)[] }; Returns: string
                           },
"successor_of":
{ Args: { "p_account": string,"p_id": string,"p_module": string }; Returns: string
                           },
"take_v5_entries":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json,"p_source": string }; Returns: Json
                           },
"take_v5_field":
{ Args: { "p_account": string,"p_column": string,"p_entity": string,"p_field": string,"p_rows": Json,"p_source": string,"p_table": string }; Returns: Json
                           },
"take_v5_own_rows":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json,"p_source": string,"p_table": string }; Returns: Json
                           },
"take_v5_readings":
{ Args: { "p_account": string,"p_entries": Json,"p_legacy": (string)[],"p_source": string }; Returns: (string)[]
                           },
"take_v5_serials":
{ Args: { "p_account": string,"p_rows": Json,"p_table": string }; Returns: undefined
                           },
"take_v5_values":
{ Args: { "p_account": string,"p_rows": Json,"p_source": string,"p_table": string }; Returns: Json
                           },
"to_bigint":
{ Args: { "p_value": Json }; Returns: number
                           },
"to_boolean":
{ Args: { "p_value": Json }; Returns: boolean
                           },
"to_date":
{ Args: { "p_value": string }; Returns: string
                           },
"to_id":
{ Args: { "p_value": Json }; Returns: string
                           },
"to_instant":
{ Args: { "p_value": string }; Returns: string
                           },
"to_integer":
{ Args: { "p_value": Json }; Returns: number
                           },
"to_json":
{ Args: { "p_value": Json }; Returns: Json
                           },
"to_number":
{ Args: { "p_value": Json }; Returns: number
                           },
"to_object":
{ Args: { "p_value": Json }; Returns: Json
                           },
"to_text":
{ Args: { "p_value": Json }; Returns: string
                           },
"to_texts":
{ Args: { "p_value": Json }; Returns: (string)[]
                           },
"undo_v5":
{ Args: { "p_account": string }; Returns: Json
                           },
"undo_v5_values":
{ Args: { "p_account": string }; Returns: Json
                           },
"v5_boolean":
{ Args: { "p_value": Json }; Returns: boolean
                           },
"v5_copies":
{ Args: { "p_rows": Json }; Returns: {
              "id": string,"item": Json,"place": number
            }[]
                           },
"v5_date":
{ Args: { "p_value": Json }; Returns: string
                           },
"v5_entity":
{ Args: { "p_table": string }; Returns: string
                           },
"v5_entries_of":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json }; Returns: {
              "client_id": string,"created_by": string,"description": string,"estimate_id": string,"id": string,"invoice_id": string,"is_imported": boolean,"local_date": string,"metadata": Json,"piano_id": string,"title": string,"type": string,"user_id": string
            }[]
                           },
"v5_entry_id":
{ Args: { "p_account": string,"p_id": string }; Returns: string
                           },
"v5_fields":
{ Args: Record<PropertyKey, never>; Returns: {
              "entity": string,"field": string,"source_column": string,"source_table": string
            }[]
                           },
"v5_id":
{ Args: { "p_row": Json }; Returns: string
                           },
"v5_instant":
{ Args: { "p_value": Json }; Returns: string
                           },
"v5_is_blank":
{ Args: { "p_value": Json }; Returns: boolean
                           },
"v5_is_imported":
{ Args: { "p_entry": string }; Returns: boolean
                           },
"v5_is_secret":
{ Args: { "p_name": string,"p_value": Json }; Returns: boolean
                           },
"v5_json":
{ Args: { "p_value": Json }; Returns: Json
                           },
"v5_list":
{ Args: { "p_value": Json }; Returns: (string)[]
                           },
"v5_number":
{ Args: { "p_value": Json }; Returns: number
                           },
"v5_numbers":
{ Args: { "p_rows": Json,"p_table": string }; Returns: Json
                           },
"v5_open_of":
{ Args: { "p_account": string,"p_ids": (string)[],"p_samples": number,"p_table": string }; Returns: Json
                           },
"v5_own_id":
{ Args: { "p_row": Json,"p_table": string }; Returns: string
                           },
"v5_own_rows":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json,"p_table": string }; Returns: {
              "data": Json,"id": string,"refers_to": Json
            }[]
                           },
"v5_parsed":
{ Args: { "p_text": string }; Returns: Json
                           },
"v5_reference":
{ Args: { "p_entity": string,"p_serials": Json,"p_value": Json }; Returns: string
                           },
"v5_refers_to":
{ Args: { "p_row": Json,"p_serials": Json }; Returns: Json
                           },
"v5_serials_of":
{ Args: { "p_rows": Json,"p_table": string }; Returns: {
              "id": string,"place": number,"serial": number
            }[]
                           },
"v5_text":
{ Args: { "p_value": Json }; Returns: string
                           },
"v5_time":
{ Args: { "p_value": Json }; Returns: string
                           },
"v5_twin_of":
{ Args: { "p_account": string,"p_client": string,"p_date": string,"p_piano": string,"p_text": string }; Returns: string
                           },
"v5_value":
{ Args: { "p_type": string,"p_value": Json }; Returns: Json
                           },
"view_columns":
{ Args: { "p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']>,"p_expressions": Json }; Returns: string
                           },
"view_name":
{ Args: { "p_entity": Omit<Database["reconcile"]['Tables']["entities"]['Row'], Database["reconcile"]['Tables']["entities"]['ComputedFields']> }; Returns: string
                           },
"view_of":
{ Args: { "p_entity": string }; Returns: string
                           },
"whole":
{ Args: { "p_list": string }; Returns: string
                           },
"withheld_fields":
{ Args: { "p_issues": Json }; Returns: (string)[]
                           },
"without_v5_secrets":
{ Args: { "p_value": Json }; Returns: Json
                           },
"write_v5_entries":
{ Args: { "p_account": string,"p_entries": (Json)[] }; Returns: (string)[]
                           },
"write_v5_rows":
{ Args: { "p_account": string,"p_rows": Json }; Returns: undefined
                           },
"written_columns":
{ Args: { "p_entity": string }; Returns: {
              "kept": string,"name": string,"parent": unknown,"place": number,"value": string
            }[]
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            "reading_values": {
                        "degrees": number | null,"percent": number | null,"temperature": number | null,"temperature_unit": string | null,"humidity": number | null,"pitch": number | null
                      }
          }
        },"staging": {
          Tables: {
            "records": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_appointments": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_availabilities": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_call_center_items": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_cancel_notices": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_checklists": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_clients": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_company": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_estimates": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_invoices": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_lifecycles": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_measurements": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_message_templates": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_pianos": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_recommendations": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_reservations": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_scheduled_messages": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_service_areas": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_service_groups": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_services": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_taxes": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_timeline": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stg_users": {
                  Row: {
                    "account_id": string,"external_id": string,"fetched_at": string,"first_fetched_at": string,"gone_at": string | null,"has_plain_text": boolean,"issues": Json | null,"last_error": string | null,"lists_at": Json | null,"processed_at": string | null,"processing_attempts": number,"raw_data": NonNullable<Json>,"run_id": number | null,"status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"external_id": string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data": NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Update: {
                    "account_id"?: string,"external_id"?: string,"fetched_at"?: string,"first_fetched_at"?: string,"gone_at"?: string | null,"has_plain_text"?: boolean,"issues"?: Json | null,"last_error"?: string | null,"lists_at"?: Json | null,"processed_at"?: string | null,"processing_attempts"?: number,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"status"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "stage_appointments":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_availabilities":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_call_center_items":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_cancel_notices":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_checklists":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_clients":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_company":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_estimates":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_invoices":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_lifecycles":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_measurements":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_message_templates":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_pianos":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_recommendations":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_reservations":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_scheduled_messages":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_service_areas":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_service_groups":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_services":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_taxes":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_timeline":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_users":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_nodes": (Json)[],"p_run": number }; Returns: Record<string, unknown>
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        },"sync": {
          Tables: {
            "accounts": {
                  Row: {
                    "account_id": string,"created_at": string,"page_size": number,"paused_at": string | null,"resumed_at": string | null,"temperature_unit": string,"time_zone": string,"title": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"created_at"?: string,"page_size"?: number,"paused_at"?: string | null,"resumed_at"?: string | null,"temperature_unit"?: string,"time_zone"?: string,"title"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"page_size"?: number,"paused_at"?: string | null,"resumed_at"?: string | null,"temperature_unit"?: string,"time_zone"?: string,"title"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"callers": {
                  Row: {
                    "access_level": string | null,"account_id": string,"asked_at": string | null,"company_id": string | null,"company_name": string | null,"credential": string | null,"email": string | null,"error": string | null,"has_limited_access": boolean | null,"is_full_admin": boolean | null,"unanswered_since": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "access_level"?: string | null,"account_id": string,"asked_at"?: string | null,"company_id"?: string | null,"company_name"?: string | null,"credential"?: string | null,"email"?: string | null,"error"?: string | null,"has_limited_access"?: boolean | null,"is_full_admin"?: boolean | null,"unanswered_since"?: string | null,"user_id"?: string | null
                  }
                  Update: {
                    "access_level"?: string | null,"account_id"?: string,"asked_at"?: string | null,"company_id"?: string | null,"company_name"?: string | null,"credential"?: string | null,"email"?: string | null,"error"?: string | null,"has_limited_access"?: boolean | null,"is_full_admin"?: boolean | null,"unanswered_since"?: string | null,"user_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "callers_account_id_fkey"
      columns: ["account_id"]
isOneToOne: true
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    }
                  ]
                },"connect_links": {
                  Row: {
                    "account_id": string,"created_at": string,"expires_at": string,"link_id": number,"purpose": string,"token_hash": string,"used_at": string | null,"is_open": boolean | null
                  }
                  ComputedFields: "is_open"
                  Insert: {
                    "account_id": string,"created_at"?: string,"expires_at": string,"link_id"?: never,"purpose": string,"token_hash": string,"used_at"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"created_at"?: string,"expires_at"?: string,"link_id"?: never,"purpose"?: string,"token_hash"?: string,"used_at"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "connect_links_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    }
                  ]
                },"connect_states": {
                  Row: {
                    "connected_at": string | null,"expires_at": string,"link_id": number,"state_hash": string,"taken_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "connected_at"?: string | null,"expires_at"?: string,"link_id": number,"state_hash": string,"taken_by"?: string | null
                  }
                  Update: {
                    "connected_at"?: string | null,"expires_at"?: string,"link_id"?: number,"state_hash"?: string,"taken_by"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "connect_states_link_id_fkey"
      columns: ["link_id"]
isOneToOne: false
      referencedRelation: "connect_links"
      referencedColumns: ["link_id"]
    }
                  ]
                },"credentials": {
                  Row: {
                    "account_id": string,"expires_at": string | null,"kind": string,"refresh_lease": string | null,"refresh_lease_until": string | null,"refused_at": string | null,"sealed": string,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"expires_at"?: string | null,"kind"?: string,"refresh_lease"?: string | null,"refresh_lease_until"?: string | null,"refused_at"?: string | null,"sealed": string,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "account_id"?: string,"expires_at"?: string | null,"kind"?: string,"refresh_lease"?: string | null,"refresh_lease_until"?: string | null,"refused_at"?: string | null,"sealed"?: string,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "credentials_account_id_fkey"
      columns: ["account_id"]
isOneToOne: true
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    }
                  ]
                },"deployed_functions": {
                  Row: {
                    "deployed_at": string,"deployment": string,"function": string,"source": string
                  }
                  ComputedFields: never
                  Insert: {
                    "deployed_at"?: string,"deployment": string,"function": string,"source": string
                  }
                  Update: {
                    "deployed_at"?: string,"deployment"?: string,"function"?: string,"source"?: string
                  }
                  Relationships: [
                    
                  ]
                },"enum_values": {
                  Row: {
                    "account_id": string,"changed_at": string,"checked_at": string | null,"enum": string,"first_seen_at": string,"is_declared": boolean,"is_live": boolean,"module": string,"value": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"changed_at"?: string,"checked_at"?: string | null,"enum": string,"first_seen_at"?: string,"is_declared": boolean,"is_live"?: boolean,"module": string,"value": string
                  }
                  Update: {
                    "account_id"?: string,"changed_at"?: string,"checked_at"?: string | null,"enum"?: string,"first_seen_at"?: string,"is_declared"?: boolean,"is_live"?: boolean,"module"?: string,"value"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "enum_values_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "enum_values_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    }
                  ]
                },"erased": {
                  Row: {
                    "account_id": string,"entity": string,"erasure_id": number,"hash": string,"is_client": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"entity": string,"erasure_id": number,"hash": string,"is_client"?: boolean
                  }
                  Update: {
                    "account_id"?: string,"entity"?: string,"erasure_id"?: number,"hash"?: string,"is_client"?: boolean
                  }
                  Relationships: [
                    {
      foreignKeyName: "erased_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "erased_erasure_id_fkey"
      columns: ["erasure_id"]
isOneToOne: false
      referencedRelation: "erasures"
      referencedColumns: ["erasure_id"]
    }
                  ]
                },"erased_texts": {
                  Row: {
                    "field": string,"relation": string
                  }
                  ComputedFields: never
                  Insert: {
                    "field": string,"relation": string
                  }
                  Update: {
                    "field"?: string,"relation"?: string
                  }
                  Relationships: [
                    
                  ]
                },"erasures": {
                  Row: {
                    "account_id": string,"client_hash": string,"counts": NonNullable<Json>,"erased_at": string,"erased_by": string,"erasure_id": number,"ids": number,"open_invoices": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_hash": string,"counts": NonNullable<Json>,"erased_at"?: string,"erased_by": string,"erasure_id"?: never,"ids": number,"open_invoices": number
                  }
                  Update: {
                    "account_id"?: string,"client_hash"?: string,"counts"?: NonNullable<Json>,"erased_at"?: string,"erased_by"?: string,"erasure_id"?: never,"ids"?: number,"open_invoices"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "erasures_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    }
                  ]
                },"holes": {
                  Row: {
                    "account_id": string,"acknowledged_at": string | null,"acknowledged_by": string | null,"acknowledged_missing": number | null,"closed_at": string | null,"external_id": string | null,"field": string,"first_seen_at": string,"hole_id": number,"kind": string,"lane": string | null,"lanes": NonNullable<Json>,"last_seen_at": string,"message": string,"missing": number | null,"module": string,"moved_at": string | null,"path": string,"place": string,"run_id": number | null,"times": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"acknowledged_at"?: string | null,"acknowledged_by"?: string | null,"acknowledged_missing"?: number | null,"closed_at"?: string | null,"external_id"?: string | null,"field"?: never,"first_seen_at"?: string,"hole_id"?: never,"kind": string,"lane"?: string | null,"lanes"?: NonNullable<Json>,"last_seen_at"?: string,"message"?: string,"missing"?: number | null,"module": string,"moved_at"?: string | null,"path"?: string,"place": string,"run_id"?: number | null,"times"?: number
                  }
                  Update: {
                    "account_id"?: string,"acknowledged_at"?: string | null,"acknowledged_by"?: string | null,"acknowledged_missing"?: number | null,"closed_at"?: string | null,"external_id"?: string | null,"field"?: never,"first_seen_at"?: string,"hole_id"?: never,"kind"?: string,"lane"?: string | null,"lanes"?: NonNullable<Json>,"last_seen_at"?: string,"message"?: string,"missing"?: number | null,"module"?: string,"moved_at"?: string | null,"path"?: string,"place"?: string,"run_id"?: number | null,"times"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "holes_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "holes_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    }
                  ]
                },"lanes": {
                  Row: {
                    "agreed": boolean | null,"api_calls": number,"api_errors": number,"changed": number,"counts_with": (string)[] | null,"cursor": string | null,"fetched": number,"finished_at": string | null,"gaps": number,"has_met": boolean,"idle_pages": number,"in_doubt": number,"lane": string,"least_total": number | null,"new_gaps": number,"null_nodes": number,"page": number,"pages": number,"pass": number,"placeholders": number,"promoted": number,"rejected": number,"run_id": number,"seen": number,"shifts": number,"tail_id": string | null,"total_count": number | null,"trail": (string)[],"waited_ms": number,"without_id": number,"pages_again": number | null
                  }
                  ComputedFields: "pages_again"
                  Insert: {
                    "agreed"?: boolean | null,"api_calls"?: number,"api_errors"?: number,"changed"?: number,"counts_with"?: (string)[] | null,"cursor"?: string | null,"fetched"?: number,"finished_at"?: string | null,"gaps"?: number,"has_met"?: boolean,"idle_pages"?: number,"in_doubt"?: number,"lane": string,"least_total"?: number | null,"new_gaps"?: number,"null_nodes"?: number,"page"?: number,"pages"?: number,"pass"?: number,"placeholders"?: number,"promoted"?: number,"rejected"?: number,"run_id": number,"seen"?: number,"shifts"?: number,"tail_id"?: string | null,"total_count"?: number | null,"trail"?: (string)[],"waited_ms"?: number,"without_id"?: number
                  }
                  Update: {
                    "agreed"?: boolean | null,"api_calls"?: number,"api_errors"?: number,"changed"?: number,"counts_with"?: (string)[] | null,"cursor"?: string | null,"fetched"?: number,"finished_at"?: string | null,"gaps"?: number,"has_met"?: boolean,"idle_pages"?: number,"in_doubt"?: number,"lane"?: string,"least_total"?: number | null,"new_gaps"?: number,"null_nodes"?: number,"page"?: number,"pages"?: number,"pass"?: number,"placeholders"?: number,"promoted"?: number,"rejected"?: number,"run_id"?: number,"seen"?: number,"shifts"?: number,"tail_id"?: string | null,"total_count"?: number | null,"trail"?: (string)[],"waited_ms"?: number,"without_id"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "lanes_run_id_fkey"
      columns: ["run_id"]
isOneToOne: false
      referencedRelation: "runs"
      referencedColumns: ["run_id"]
    }
                  ]
                },"limiters": {
                  Row: {
                    "account_id": string,"next_call_at": string,"paused_until": string,"slow_level": number,"slowed_at": string,"first_free_call": string | null
                  }
                  ComputedFields: "first_free_call"
                  Insert: {
                    "account_id": string,"next_call_at"?: string,"paused_until"?: string,"slow_level"?: number,"slowed_at"?: string
                  }
                  Update: {
                    "account_id"?: string,"next_call_at"?: string,"paused_until"?: string,"slow_level"?: number,"slowed_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"links": {
                  Row: {
                    "account_id": string,"client_id": string | null,"created_at": string,"entity": string | null,"kind": string,"label": string,"last_used_at": string | null,"link_id": number,"revoked_at": string | null,"technician_id": string | null,"token_hash": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"client_id"?: string | null,"created_at"?: string,"entity"?: string | null,"kind": string,"label": string,"last_used_at"?: string | null,"link_id"?: never,"revoked_at"?: string | null,"technician_id"?: string | null,"token_hash": string
                  }
                  Update: {
                    "account_id"?: string,"client_id"?: string | null,"created_at"?: string,"entity"?: string | null,"kind"?: string,"label"?: string,"last_used_at"?: string | null,"link_id"?: never,"revoked_at"?: string | null,"technician_id"?: string | null,"token_hash"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "links_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    }
                  ]
                },"missing": {
                  Row: {
                    "account_id": string,"attempts": number,"decided_by": string | null,"external_id": string,"found_at": string | null,"found_missing_at": string,"held_because": string | null,"last_error": string | null,"module": string,"next_at": string,"reason": string,"refusals": number,"refused_at": string | null,"resolved_at": string | null,"run_id": number | null,"status": string,"successor_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"attempts"?: number,"decided_by"?: string | null,"external_id": string,"found_at"?: string | null,"found_missing_at"?: string,"held_because"?: string | null,"last_error"?: string | null,"module": string,"next_at"?: string,"reason": string,"refusals"?: number,"refused_at"?: string | null,"resolved_at"?: string | null,"run_id"?: number | null,"status"?: string,"successor_id"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"attempts"?: number,"decided_by"?: string | null,"external_id"?: string,"found_at"?: string | null,"found_missing_at"?: string,"held_because"?: string | null,"last_error"?: string | null,"module"?: string,"next_at"?: string,"reason"?: string,"refusals"?: number,"refused_at"?: string | null,"resolved_at"?: string | null,"run_id"?: number | null,"status"?: string,"successor_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "missing_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "missing_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    }
                  ]
                },"modules": {
                  Row: {
                    "by_id": boolean,"delete_floor": number,"fresh_within": string,"max_delete_share": number,"may_be_empty": boolean,"module": string,"position": number,"scope_column": string | null,"since_column": string | null,"swept_within": string | null,"title": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "by_id"?: boolean,"delete_floor"?: number,"fresh_within": string,"max_delete_share"?: number,"may_be_empty"?: boolean,"module": string,"position": number,"scope_column"?: string | null,"since_column"?: string | null,"swept_within"?: string | null,"title": NonNullable<Json>
                  }
                  Update: {
                    "by_id"?: boolean,"delete_floor"?: number,"fresh_within"?: string,"max_delete_share"?: number,"may_be_empty"?: boolean,"module"?: string,"position"?: number,"scope_column"?: string | null,"since_column"?: string | null,"swept_within"?: string | null,"title"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                },"requests": {
                  Row: {
                    "account_id": string,"asked_at": string,"mode": string,"module": string,"next_at": string,"request_id": number,"tries": number,"triggered_by": string,"waits_for": number | null,"window": string | null,"is_kept": boolean | null
                  }
                  ComputedFields: "is_kept"
                  Insert: {
                    "account_id": string,"asked_at"?: string,"mode": string,"module": string,"next_at": string,"request_id"?: never,"tries"?: number,"triggered_by": string,"waits_for"?: number | null,"window"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"asked_at"?: string,"mode"?: string,"module"?: string,"next_at"?: string,"request_id"?: never,"tries"?: number,"triggered_by"?: string,"waits_for"?: number | null,"window"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "requests_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "requests_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    }
                  ]
                },"retention": {
                  Row: {
                    "about": string,"keep_days": number | null,"what": string
                  }
                  ComputedFields: never
                  Insert: {
                    "about": string,"keep_days"?: number | null,"what": string
                  }
                  Update: {
                    "about"?: string,"keep_days"?: number | null,"what"?: string
                  }
                  Relationships: [
                    
                  ]
                },"runs": {
                  Row: {
                    "account_id": string,"api_calls": number,"api_errors": number,"bytes": number,"changed": number,"complete": boolean | null,"cpu_ms": number | null,"deleted": number,"dry_run": boolean,"error": Json | null,"fetched": number,"finished_at": string | null,"gaps": number,"heartbeat_at": string,"held_back": number,"kind": string,"lease": string | null,"lease_until": string | null,"mode": string,"module": string,"moved_watermark": boolean,"new_gaps": number,"null_nodes": number,"pages": number,"peak_memory_bytes": number | null,"placeholders": number,"promoted": number,"read_to_end": boolean | null,"rejected": number,"resumes": number | null,"run_id": number,"since": string | null,"slice_cpu_ms": number | null,"slice_ms": number | null,"slices": number,"stalls": number,"started_at": string,"status": string,"sweep_id": number | null,"triggered_by": string | null,"until": string | null,"waited_ms": number,"watermark": string,"window": string | null,"answer_requests": undefined | null,"close_unmet_holes": undefined | null,"describe_busy": Json | null,"end_unlisted_placeholders": number | null,"erased_seen": number | null,"follows_on": boolean | null,"forget_unmet_unidentified": undefined | null,"has_waited": boolean | null,"is_resumable": boolean | null,"lists_all": boolean | null,"retry_delay_after": string | null,"take_over": Json | null
                  }
                  ComputedFields: "answer_requests" | "close_unmet_holes" | "describe_busy" | "end_unlisted_placeholders" | "erased_seen" | "follows_on" | "forget_unmet_unidentified" | "has_waited" | "is_resumable" | "lists_all" | "retry_delay_after" | "take_over"
                  Insert: {
                    "account_id": string,"api_calls"?: number,"api_errors"?: number,"bytes"?: number,"changed"?: number,"complete"?: boolean | null,"cpu_ms"?: number | null,"deleted"?: number,"dry_run"?: boolean,"error"?: Json | null,"fetched"?: number,"finished_at"?: string | null,"gaps"?: number,"heartbeat_at"?: string,"held_back"?: number,"kind"?: never,"lease"?: string | null,"lease_until"?: string | null,"mode": string,"module": string,"moved_watermark"?: boolean,"new_gaps"?: number,"null_nodes"?: number,"pages"?: number,"peak_memory_bytes"?: number | null,"placeholders"?: number,"promoted"?: number,"read_to_end"?: boolean | null,"rejected"?: number,"resumes"?: number | null,"run_id"?: never,"since"?: string | null,"slice_cpu_ms"?: number | null,"slice_ms"?: number | null,"slices"?: number,"stalls"?: number,"started_at"?: string,"status"?: string,"sweep_id"?: number | null,"triggered_by"?: string | null,"until"?: string | null,"waited_ms"?: number,"watermark": string,"window"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"api_calls"?: number,"api_errors"?: number,"bytes"?: number,"changed"?: number,"complete"?: boolean | null,"cpu_ms"?: number | null,"deleted"?: number,"dry_run"?: boolean,"error"?: Json | null,"fetched"?: number,"finished_at"?: string | null,"gaps"?: number,"heartbeat_at"?: string,"held_back"?: number,"kind"?: never,"lease"?: string | null,"lease_until"?: string | null,"mode"?: string,"module"?: string,"moved_watermark"?: boolean,"new_gaps"?: number,"null_nodes"?: number,"pages"?: number,"peak_memory_bytes"?: number | null,"placeholders"?: number,"promoted"?: number,"read_to_end"?: boolean | null,"rejected"?: number,"resumes"?: number | null,"run_id"?: never,"since"?: string | null,"slice_cpu_ms"?: number | null,"slice_ms"?: number | null,"slices"?: number,"stalls"?: number,"started_at"?: string,"status"?: string,"sweep_id"?: number | null,"triggered_by"?: string | null,"until"?: string | null,"waited_ms"?: number,"watermark"?: string,"window"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "runs_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "runs_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    },{
      foreignKeyName: "runs_resumes_fkey"
      columns: ["resumes"]
isOneToOne: false
      referencedRelation: "runs"
      referencedColumns: ["run_id"]
    }
                  ]
                },"seen": {
                  Row: {
                    "external_id": string,"lane": string,"pass": number,"sweep_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "external_id": string,"lane": string,"pass"?: number,"sweep_id": number
                  }
                  Update: {
                    "external_id"?: string,"lane"?: string,"pass"?: number,"sweep_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"unidentified": {
                  Row: {
                    "account_id": string,"content_hash": string,"fetched_at": string,"issue": string,"last_seen_at": string,"module": string,"raw_data": NonNullable<Json>,"run_id": number | null,"unidentified_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"content_hash"?: never,"fetched_at"?: string,"issue": string,"last_seen_at"?: string,"module": string,"raw_data": NonNullable<Json>,"run_id"?: number | null,"unidentified_id"?: never
                  }
                  Update: {
                    "account_id"?: string,"content_hash"?: never,"fetched_at"?: string,"issue"?: string,"last_seen_at"?: string,"module"?: string,"raw_data"?: NonNullable<Json>,"run_id"?: number | null,"unidentified_id"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "unidentified_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "unidentified_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    }
                  ]
                },"v5_moves": {
                  Row: {
                    "account_id": string,"counts": NonNullable<Json>,"is_done": boolean,"moved_at": string,"position": string | null,"source": string,"source_table": string,"started_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"counts"?: NonNullable<Json>,"is_done"?: boolean,"moved_at"?: string,"position"?: string | null,"source": string,"source_table": string,"started_at"?: string
                  }
                  Update: {
                    "account_id"?: string,"counts"?: NonNullable<Json>,"is_done"?: boolean,"moved_at"?: string,"position"?: string | null,"source"?: string,"source_table"?: string,"started_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "v5_moves_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    }
                  ]
                },"watermarks": {
                  Row: {
                    "account_id": string,"module": string,"run_id": number | null,"watermark": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"module": string,"run_id"?: number | null,"watermark": string
                  }
                  Update: {
                    "account_id"?: string,"module"?: string,"run_id"?: number | null,"watermark"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "watermarks_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "accounts"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "watermarks_module_fkey"
      columns: ["module"]
isOneToOne: false
      referencedRelation: "modules"
      referencedColumns: ["module"]
    }
                  ]
                },"worker_limits": {
                  Row: {
                    "most": number,"resource": string,"unit": string
                  }
                  ComputedFields: never
                  Insert: {
                    "most": number,"resource": string,"unit": string
                  }
                  Update: {
                    "most"?: number,"resource"?: string,"unit"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "run_totals": {
                  Row: {
                    "api_calls": number | null,"api_errors": number | null,"changed": number | null,"fetched": number | null,"gaps": number | null,"new_gaps": number | null,"null_nodes": number | null,"pages": number | null,"placeholders": number | null,"promoted": number | null,"rejected": number | null,"run_id": number,"waited_ms": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "lanes_run_id_fkey"
      columns: ["run_id"]
isOneToOne: false
      referencedRelation: "runs"
      referencedColumns: ["run_id"]
    }
                  ]
                }
          }
          Functions: {
            "acknowledge_hole":
{ Args: { "p_by"?: string,"p_hole": number }; Returns: boolean
                           },
"add_account":
{ Args: { "p_account": string,"p_sealed_key"?: string,"p_time_zone"?: string,"p_title"?: string }; Returns: undefined
                           },
"add_link":
{ Args: { "p_account": string,"p_client"?: string,"p_entity"?: string,"p_kind": string,"p_label": string,"p_technician"?: string }; Returns: Json
                           },
"add_member":
{ Args: { "p_account": string,"p_role"?: string,"p_user": string }; Returns: Json
                           },
"add_module":
{ Args: { "by_id"?: boolean,"fresh_within": string,"is_sparse"?: boolean,"may_be_empty"?: boolean,"module": string,"polls"?: string,"position": number,"scope_column"?: string,"since_column"?: string,"sweeps"?: string,"title"?: Json }; Returns: string
                           },
"advance_lane":
{ Args: { "p_confirms"?: boolean,"p_cursor": string,"p_has_next": boolean,"p_is_last"?: boolean,"p_is_proof": boolean,"p_known_shortfall": number,"p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_new": number,"p_seen": number,"p_tail_id": string,"p_total": number,"p_with": (string)[] }; Returns: {
              "agreed": boolean | null,
"api_calls": number,
"api_errors": number,
"changed": number,
"counts_with": (string)[] | null,
"cursor": string | null,
"fetched": number,
"finished_at": string | null,
"gaps": number,
"has_met": boolean,
"idle_pages": number,
"in_doubt": number,
"lane": string,
"least_total": number | null,
"new_gaps": number,
"null_nodes": number,
"page": number,
"pages": number,
"pass": number,
"placeholders": number,
"promoted": number,
"rejected": number,
"run_id": number,
"seen": number,
"shifts": number,
"tail_id": string | null,
"total_count": number | null,
"trail": (string)[],
"waited_ms": number,
"without_id": number
            }
                          SetofOptions: {
        from: "*"
        to: "lanes"
        isOneToOne: true
        isSetofReturn: false
      } },
"all_theirs":
{ Args: { "p_account": string,"p_clients": (string)[],"p_ids": Json }; Returns: Json
                           },
"answer_of":
{ Args: { "p_request": Database["sync"]['CompositeTypes']["run_request"] }; Returns: Json
                           },
"answer_requests":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: undefined
                           },
"asked_at":
{ Args: { "p_age_ms": number }; Returns: string
                           },
"asks_caller":
{ Args: { "p_outcome": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"asks_for_second_reading":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']>,"p_total": number }; Returns: boolean
                           },
"asks_rights":
{ Args: { "p_run": number }; Returns: boolean
                           },
"asks_the_same":
{ Args: { "p_request": Database["sync"]['CompositeTypes']["run_request"],"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"begin_connect":
{ Args: { "p_state_hash": string,"p_token_hash": string }; Returns: boolean
                           },
"begin_run":
{ Args: { "p_account"?: string,"p_dry_run"?: boolean,"p_mode"?: string,"p_module": string,"p_overlap"?: string,"p_since"?: string,"p_triggered_by"?: string,"p_until"?: string,"p_window"?: string }; Returns: Json
                           },
"begin_v5_move":
{ Args: { "p_account": string,"p_source": string,"p_tables": (string)[] }; Returns: Json
                           },
"call_function":
{ Args: { "p_body": Json,"p_name": string,"p_trigger": string }; Returns: number
                           },
"call_if_connected":
{ Args: { "p_name": string,"p_trigger": string }; Returns: string
                           },
"call_interval":
{ Args: { "p_level": number,"p_rate": number,"p_slowed_at": string }; Returns: string
                           },
"call_sync":
{ Args: { "p_account": string,"p_mode": string,"p_module": string,"p_trigger": string,"p_window": string }; Returns: number
                           },
"carried_over_nodes":
{ Args: { "p_account": string,"p_blank": Json,"p_ids": (string)[],"p_module": string,"p_nodes": (Json)[] }; Returns: Record<string, unknown>
                           },
"carried_over_value":
{ Args: { "p_new": Json,"p_old": Json }; Returns: Json
                           },
"check_account":
{ Args: { "p_account": string,"p_trigger"?: string }; Returns: undefined
                           },
"check_company":
{ Args: { "p_account": string,"p_company_id": string,"p_company_name": string }; Returns: undefined
                           },
"client_ids_in":
{ Args: { "p_node": Json }; Returns: (string)[]
                           },
"close_holes":
{ Args: { "p_holes": Json,"p_ids": (string)[],"p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: undefined
                           },
"close_unmet_holes":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: undefined
                           },
"connect_functions":
{ Args: { "p_secret_key": string,"p_url": string }; Returns: string
                           },
"continue_run":
{ Args: { "p_module": string,"p_run": number,"p_triggered_by"?: string }; Returns: Json
                           },
"count_due":
{ Args: { "p_account": string,"p_module": string }; Returns: number
                           },
"count_look_ups":
{ Args: { "p_api_calls": number,"p_changed"?: number,"p_fetched"?: number,"p_placeholders"?: number,"p_promoted"?: number,"p_rejected"?: number,"p_run": number,"p_waited_ms": number }; Returns: undefined
                           },
"count_place":
{ Args: { "p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: string
                           },
"covers_what_it_reads":
{ Args: { "p_module": Omit<Database["sync"]['Tables']["modules"]['Row'], Database["sync"]['Tables']["modules"]['ComputedFields']>,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"create_alert_link":
{ Args: { "p_account": string,"p_token_hash": string }; Returns: boolean
                           },
"create_connect_link":
{ Args: { "p_account": string,"p_minutes"?: number }; Returns: Json
                           },
"declare_enum_values":
{ Args: { "p_account": string,"p_enums": Json,"p_module": string }; Returns: undefined
                           },
"delete_limit":
{ Args: { "p_known": number,"p_module": string }; Returns: number
                           },
"delete_records":
{ Args: { "p_account": string,"p_asked_at"?: string,"p_ids": (string)[],"p_module": string,"p_run"?: number }; Returns: number
                           },
"delete_unseen":
{ Args: { "p_lease": string,"p_run": number }; Returns: number
                           },
"describe_busy":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: Json
                           },
"describe_run":
{ Args: { "p_outcome": string,"p_run": number }; Returns: Json
                           },
"dismiss_deletions":
{ Args: { "p_account"?: string,"p_by"?: string,"p_ids"?: (string)[],"p_module": string }; Returns: number
                           },
"drop_enum_values":
{ Args: { "p_account": string,"p_module": string,"p_values": (string)[] }; Returns: undefined
                           },
"drop_erased":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string,"p_nodes": (Json)[],"p_unidentified": (Json)[] }; Returns: Record<string, unknown>
                           },
"due_look_ups":
{ Args: { "p_limit": number,"p_run": number,"p_with_records": boolean }; Returns: Json
                           },
"end_future_leases":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"end_unlisted_placeholders":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: number
                           },
"end_v5_table":
{ Args: { "p_account": string,"p_after"?: string,"p_source": string,"p_table": string }; Returns: undefined
                           },
"erase_client":
{ Args: { "p_account": string,"p_by"?: string,"p_dry_run"?: boolean,"p_id": string,"p_with_open_invoices"?: boolean }; Returns: Json
                           },
"erase_since":
{ Args: { "p_account": string,"p_erased": (string)[],"p_ids": (string)[],"p_module": string }; Returns: undefined
                           },
"erased_seen":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: number
                           },
"erasure_hashes":
{ Args: { "p_account": string,"p_ids": (string)[] }; Returns: {
              "hash": string,"id": string
            }[]
                           },
"erasure_of":
{ Args: { "p_account": string,"p_id": string }; Returns: {
              "account_id": string,
"client_hash": string,
"counts": NonNullable<Json>,
"erased_at": string,
"erased_by": string,
"erasure_id": number,
"ids": number,
"open_invoices": number
            }
                          SetofOptions: {
        from: "*"
        to: "erasures"
        isOneToOne: true
        isSetofReturn: false
      } },
"find_unseen":
{ Args: { "p_run": number }; Returns: Record<string, unknown>
                           },
"finish_connect":
{ Args: { "p_caller": Json,"p_expires_at": string,"p_sealed": string,"p_state_hash": string }; Returns: Json
                           },
"finish_run":
{ Args: { "p_error"?: Json,"p_lanes"?: (string)[],"p_lease": string,"p_run": number,"p_slice"?: Json }; Returns: Json
                           },
"first_free_call":
{ Args: { "p_limiter": Omit<Database["sync"]['Tables']["limiters"]['Row'], Database["sync"]['Tables']["limiters"]['ComputedFields']> }; Returns: string
                           },
"fit_error":
{ Args: { "p_error": Json }; Returns: Json
                           },
"fit_text":
{ Args: { "p_longest"?: number,"p_text": string }; Returns: string
                           },
"follows_on":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"forget_seen":
{ Args: { "p_run": number }; Returns: undefined
                           },
"forget_unmet_unidentified":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: undefined
                           },
"has_gaps":
{ Args: { "p_run": number }; Returns: boolean
                           },
"has_id":
{ Args: { "p_node": Json }; Returns: boolean
                           },
"has_own_job":
{ Args: { "p_account": string,"p_mode": string,"p_module": string,"p_window": string }; Returns: boolean
                           },
"has_waited":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"hold_lease":
{ Args: { "p_lease": string,"p_run": number }; Returns: undefined
                           },
"hold_mass":
{ Args: { "p_gone": (string)[],"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: (string)[]
                           },
"hold_unproved":
{ Args: { "p_gone": (string)[],"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: (string)[]
                           },
"hole_fields":
{ Args: { "p_account": string,"p_module": string }; Returns: {
              "field": string,"is_widespread": boolean,"kind": string
            }[]
                           },
"idle_pages":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_new": number,"p_nodes": Json }; Returns: number
                           },
"invoke":
{ Args: { "p_account"?: string,"p_mode"?: string,"p_module": string,"p_trigger"?: string,"p_window"?: string }; Returns: number[]
                           },
"invoke_run":
{ Args: { "p_run": number }; Returns: number
                           },
"is_client":
{ Args: { "p_account": string,"p_id": string }; Returns: boolean
                           },
"is_complete":
{ Args: { "p_lanes": (string)[],"p_run": number }; Returns: boolean
                           },
"is_cursor_cycle":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_nodes": Json }; Returns: boolean
                           },
"is_drained":
{ Args: { "p_run": number }; Returns: boolean
                           },
"is_kept":
{ Args: { "p_request": Omit<Database["sync"]['Tables']["requests"]['Row'], Database["sync"]['Tables']["requests"]['ComputedFields']> }; Returns: boolean
                           },
"is_known_hole":
{ Args: { "p_hole": Omit<Database["sync"]['Tables']["holes"]['Row'], Database["sync"]['Tables']["holes"]['ComputedFields']>,"p_met": Omit<Database["sync"]['Tables']["holes"]['Row'], Database["sync"]['Tables']["holes"]['ComputedFields']> }; Returns: boolean
                           },
"is_last_of":
{ Args: { "p_lane": string,"p_run": number,"p_with": (string)[] }; Returns: boolean
                           },
"is_of_erased":
{ Args: { "p_clients": (string)[],"p_ids": (string)[],"p_node": Json }; Returns: boolean
                           },
"is_of_list":
{ Args: { "p_hole": Omit<Database["sync"]['Tables']["holes"]['Row'], Database["sync"]['Tables']["holes"]['ComputedFields']>,"p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"is_open":
{ Args: { "p_link": Omit<Database["sync"]['Tables']["connect_links"]['Row'], Database["sync"]['Tables']["connect_links"]['ComputedFields']> }; Returns: boolean
                           },
"is_read_to_end":
{ Args: { "p_lanes": (string)[],"p_run": number }; Returns: boolean
                           },
"is_recurring_error":
{ Args: { "p_error": Json }; Returns: boolean
                           },
"is_resumable":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"job_of":
{ Args: { "p_account"?: string,"p_mode": string,"p_module": string,"p_window"?: string }; Returns: string
                           },
"joins":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_nodes": Json,"p_sweep": number }; Returns: boolean
                           },
"keep_request":
{ Args: { "p_account": string,"p_mode": string,"p_module": string,"p_trigger": string,"p_window": string }; Returns: undefined
                           },
"kept_since":
{ Args: { "p_what": string }; Returns: string
                           },
"known_shortfall":
{ Args: { "p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: number
                           },
"last_sweep_began":
{ Args: { "p_account": string,"p_module": string }; Returns: string
                           },
"lease_refresh":
{ Args: { "p_account": string,"p_seconds"?: number,"p_version": number }; Returns: string
                           },
"lease_time":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"leased_run":
{ Args: { "p_lease": string,"p_run": number }; Returns: {
              "account_id": string,
"api_calls": number,
"api_errors": number,
"bytes": number,
"changed": number,
"complete": boolean | null,
"cpu_ms": number | null,
"deleted": number,
"dry_run": boolean,
"error": Json | null,
"fetched": number,
"finished_at": string | null,
"gaps": number,
"heartbeat_at": string,
"held_back": number,
"kind": string,
"lease": string | null,
"lease_until": string | null,
"mode": string,
"module": string,
"moved_watermark": boolean,
"new_gaps": number,
"null_nodes": number,
"pages": number,
"peak_memory_bytes": number | null,
"placeholders": number,
"promoted": number,
"read_to_end": boolean | null,
"rejected": number,
"resumes": number | null,
"run_id": number,
"since": string | null,
"slice_cpu_ms": number | null,
"slice_ms": number | null,
"slices": number,
"stalls": number,
"started_at": string,
"status": string,
"sweep_id": number | null,
"triggered_by": string | null,
"until": string | null,
"waited_ms": number,
"watermark": string,
"window": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "runs"
        isOneToOne: true
        isSetofReturn: false
      } },
"list_of":
{ Args: { "p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: string
                           },
"lists_all":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: boolean
                           },
"lists_at":
{ Args: { "p_carried_over": Json,"p_fetched_at": string,"p_lists_at": Json,"p_new": Json,"p_old": Json }; Returns: Json
                           },
"live_values":
{ Args: { "p_account": string,"p_module": string }; Returns: Json
                           },
"living_record":
{ Args: { "p_run": number }; Returns: string
                           },
"make_erasure_key":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"mentioned_ids":
{ Args: { "p_node": Json }; Returns: string[]
                           },
"misses_no_record":
{ Args: { "p_lanes": (string)[],"p_run": number }; Returns: boolean
                           },
"move_hole":
{ Args: { "p_lane": string,"p_new": Omit<Database["sync"]['Tables']["holes"]['Row'], Database["sync"]['Tables']["holes"]['ComputedFields']>,"p_old": Omit<Database["sync"]['Tables']["holes"]['Row'], Database["sync"]['Tables']["holes"]['ComputedFields']>,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: undefined
                           },
"move_holes":
{ Args: { "p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: Record<string, unknown>
                           },
"moves_of_holes":
{ Args: { "p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: {
              "new_id": number,"old_id": number
            }[]
                           },
"named_ids":
{ Args: { "p_run": number }; Returns: (string)[]
                           },
"next_look_ups":
{ Args: { "p_lease": string,"p_limit"?: number,"p_run": number,"p_with_records"?: boolean }; Returns: Json
                           },
"no_open_hole_sql":
{ Args: { "p_id": string }; Returns: string
                           },
"note_answer":
{ Args: { "p_answer": Json,"p_request": Database["sync"]['CompositeTypes']["run_request"] }; Returns: undefined
                           },
"note_gaps":
{ Args: { "p_api_errors": number,"p_count_lane": string,"p_holes": Json,"p_is_proof": boolean,"p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_nodes": Json,"p_null_nodes": number,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']>,"p_seen": number }; Returns: Record<string, unknown>
                           },
"note_holes":
{ Args: { "p_holes": Json,"p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: Record<string, unknown>
                           },
"note_link_use":
{ Args: { "p_token_hash": string }; Returns: undefined
                           },
"note_missing":
{ Args: { "p_lanes": (string)[],"p_lease": string,"p_limit"?: number,"p_run": number,"p_with_records"?: boolean }; Returns: Json
                           },
"note_seen":
{ Args: { "p_ids": (string)[],"p_lane": string,"p_pass"?: number,"p_sweep": number,"p_tail_id": string,"p_with": (string)[] }; Returns: number
                           },
"note_slice":
{ Args: { "p_run": number,"p_slice": Json }; Returns: undefined
                           },
"note_surplus":
{ Args: { "p_lane": string,"p_more": number,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']>,"p_total": number }; Returns: undefined
                           },
"open_run":
{ Args: { "p_request": Database["sync"]['CompositeTypes']["run_request"] }; Returns: Json
                           },
"open_run_of":
{ Args: { "p_request": Database["sync"]['CompositeTypes']["run_request"] }; Returns: {
              "account_id": string,
"api_calls": number,
"api_errors": number,
"bytes": number,
"changed": number,
"complete": boolean | null,
"cpu_ms": number | null,
"deleted": number,
"dry_run": boolean,
"error": Json | null,
"fetched": number,
"finished_at": string | null,
"gaps": number,
"heartbeat_at": string,
"held_back": number,
"kind": string,
"lease": string | null,
"lease_until": string | null,
"mode": string,
"module": string,
"moved_watermark": boolean,
"new_gaps": number,
"null_nodes": number,
"pages": number,
"peak_memory_bytes": number | null,
"placeholders": number,
"promoted": number,
"read_to_end": boolean | null,
"rejected": number,
"resumes": number | null,
"run_id": number,
"since": string | null,
"slice_cpu_ms": number | null,
"slice_ms": number | null,
"slices": number,
"stalls": number,
"started_at": string,
"status": string,
"sweep_id": number | null,
"triggered_by": string | null,
"until": string | null,
"waited_ms": number,
"watermark": string,
"window": string | null
            }
                          SetofOptions: {
        from: "sync.run_request"
        to: "runs"
        isOneToOne: true
        isSetofReturn: false
      } },
"other_company":
{ Args: { "p_account": string,"p_company_id": string,"p_company_name": string }; Returns: string
                           },
"pages_again":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']> }; Returns: number
                           },
"pattern_of":
{ Args: { "p_texts": (string)[] }; Returns: string
                           },
"pause_account":
{ Args: { "p_account": string }; Returns: boolean
                           },
"postpone_deletions":
{ Args: { "p_account": string,"p_error": string,"p_module": string }; Returns: undefined
                           },
"postpone_look_ups":
{ Args: { "p_failed": Json,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: undefined
                           },
"proves_absence":
{ Args: { "p_lanes": (string)[],"p_run": number }; Returns: boolean
                           },
"prune":
{ Args: { "p_keep"?: string }; Returns: string
                           },
"prune_limit":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"prune_table":
{ Args: { "p_before": string,"p_table": string }; Returns: number
                           },
"read_before":
{ Args: { "p_account": string,"p_module": string,"p_triggered_by": string }; Returns: string
                           },
"read_connect_link":
{ Args: { "p_token_hash": string }; Returns: {
              "account_id": string,"title": string
            }[]
                           },
"read_credential":
{ Args: { "p_account": string }; Returns: {
              "expires_at": string,"kind": string,"refused_at": string,"sealed": string,"version": number
            }[]
                           },
"read_enum_values":
{ Args: { "p_account": string,"p_enums": Json,"p_module": string }; Returns: Json
                           },
"receipt_of":
{ Args: { "p_erasure": Omit<Database["sync"]['Tables']["erasures"]['Row'], Database["sync"]['Tables']["erasures"]['ComputedFields']>,"p_is_dry_run": boolean }; Returns: Json
                           },
"record_caller":
{ Args: { "p_api_calls"?: number,"p_caller": Json,"p_credential"?: string,"p_error"?: string,"p_is_full_admin": boolean,"p_lease": string,"p_run": number,"p_waited_ms"?: number }; Returns: undefined
                           },
"record_referenced":
{ Args: { "p_run": number }; Returns: undefined
                           },
"record_refusals":
{ Args: { "p_refused": Json,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: (string)[]
                           },
"record_unseen":
{ Args: { "p_run": number }; Returns: undefined
                           },
"records_of":
{ Args: { "p_nodes": Json }; Returns: Record<string, unknown>
                           },
"refuse_endless":
{ Args: { "p_has_next": boolean,"p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']> }; Returns: undefined
                           },
"release_deletions":
{ Args: { "p_account"?: string,"p_by"?: string,"p_ids"?: (string)[],"p_module": string }; Returns: number
                           },
"release_refresh":
{ Args: { "p_account": string,"p_lease": string,"p_refused"?: boolean }; Returns: boolean
                           },
"remember_erased":
{ Args: { "p_account": string,"p_erasure": number,"p_ids": Json }; Returns: undefined
                           },
"remember_page_size":
{ Args: { "p_account": string,"p_size": number }; Returns: undefined
                           },
"remove_member":
{ Args: { "p_account": string,"p_user": string }; Returns: boolean
                           },
"remove_records":
{ Args: { "p_account": string,"p_ids": Json }; Returns: Json
                           },
"repeat_requests":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"report_run":
{ Args: { "p_run": number }; Returns: Json
                           },
"requests_due":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,
"asked_at": string,
"mode": string,
"module": string,
"next_at": string,
"request_id": number,
"tries": number,
"triggered_by": string,
"waits_for": number | null,
"window": string | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "requests"
        isOneToOne: false
        isSetofReturn: true
      } },
"reseal_credentials":
{ Args: { "p_resealed": Json }; Returns: string[]
                           },
"reserve_call":
{ Args: { "p_account": string,"p_calls": number,"p_rate": number }; Returns: {
              "interval_ms": number,"wait_ms": number
            }[]
                           },
"resolve_missing":
{ Args: { "p_age_ms"?: number,"p_api_calls"?: number,"p_failed"?: Json,"p_gone": (string)[],"p_has_control"?: boolean,"p_lease": string,"p_nodes": Json,"p_refused"?: Json,"p_run": number,"p_waited_ms"?: number,"p_waiting"?: (string)[] }; Returns: undefined
                           },
"resolve_range":
{ Args: { "p_request": Database["sync"]['CompositeTypes']["run_request"] }; Returns: Database["sync"]['CompositeTypes']["run_request"]
                          SetofOptions: {
        from: "sync.run_request"
        to: "run_request"
        isOneToOne: true
        isSetofReturn: false
      } },
"restart_lane":
{ Args: { "p_lane": string,"p_lease": string,"p_run": number }; Returns: undefined
                           },
"resumable_run":
{ Args: { "p_request": Database["sync"]['CompositeTypes']["run_request"] }; Returns: {
              "account_id": string,
"api_calls": number,
"api_errors": number,
"bytes": number,
"changed": number,
"complete": boolean | null,
"cpu_ms": number | null,
"deleted": number,
"dry_run": boolean,
"error": Json | null,
"fetched": number,
"finished_at": string | null,
"gaps": number,
"heartbeat_at": string,
"held_back": number,
"kind": string,
"lease": string | null,
"lease_until": string | null,
"mode": string,
"module": string,
"moved_watermark": boolean,
"new_gaps": number,
"null_nodes": number,
"pages": number,
"peak_memory_bytes": number | null,
"placeholders": number,
"promoted": number,
"read_to_end": boolean | null,
"rejected": number,
"resumes": number | null,
"run_id": number,
"since": string | null,
"slice_cpu_ms": number | null,
"slice_ms": number | null,
"slices": number,
"stalls": number,
"started_at": string,
"status": string,
"sweep_id": number | null,
"triggered_by": string | null,
"until": string | null,
"waited_ms": number,
"watermark": string,
"window": string | null
            }
                          SetofOptions: {
        from: "sync.run_request"
        to: "runs"
        isOneToOne: true
        isSetofReturn: false
      } },
"resume_account":
{ Args: { "p_account": string }; Returns: boolean
                           },
"resume_run":
{ Args: { "p_failed": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']>,"p_triggered_by": string }; Returns: Json
                           },
"resume_stalled_runs":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"retry_delay_after":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: string
                           },
"revoke_link":
{ Args: { "p_account": string,"p_link": number }; Returns: boolean
                           },
"root_entity":
{ Args: { "p_module": string }; Returns: string
                           },
"runs_to_resume":
{ Args: Record<PropertyKey, never>; Returns: number[]
                           },
"same_client":
{ Args: { "p_account": string,"p_id": string }; Returns: (string)[]
                           },
"schedule":
{ Args: { "p_account"?: string,"p_mode": string,"p_module": string,"p_times": string,"p_window"?: string }; Returns: string
                           },
"schedule_of":
{ Args: { "p_account": string,"p_mode": string,"p_module": string,"p_window": string }; Returns: string
                           },
"seen_together":
{ Args: { "p_is_exact"?: boolean,"p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_own": number,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']>,"p_total": number,"p_with": (string)[] }; Returns: number
                           },
"slow_down":
{ Args: { "p_account": string,"p_retry_after_ms"?: number }; Returns: undefined
                           },
"slow_level_now":
{ Args: { "p_level": number,"p_slowed_at": string }; Returns: number
                           },
"stage_function_of":
{ Args: { "p_is_sparse"?: boolean,"p_module": string }; Returns: string
                           },
"stage_nodes":
{ Args: { "p_account": string,"p_asked_at"?: string,"p_module": string,"p_nodes": Json,"p_run": number }; Returns: Record<string, unknown>
                           },
"stage_page":
{ Args: { "p_age_ms"?: number,"p_api_calls"?: number,"p_api_errors"?: number,"p_blank"?: Json,"p_cursor"?: string,"p_has_next"?: boolean,"p_has_plain_text"?: boolean,"p_holes"?: Json,"p_in_doubt"?: boolean,"p_is_proof"?: boolean,"p_lane": string,"p_lease": string,"p_nodes": Json,"p_null_nodes"?: number,"p_page": number,"p_run": number,"p_tail_id"?: string,"p_total"?: number,"p_waited_ms"?: number,"p_with"?: (string)[] }; Returns: Json
                           },
"stage_records":
{ Args: { "p_account": string,"p_asked_at": string,"p_blank": Json,"p_carried_over"?: Json,"p_has_plain_text": boolean,"p_ids": (string)[],"p_module": string,"p_nodes": (Json)[],"p_run": number,"p_unidentified": (Json)[] }; Returns: Record<string, unknown>
                           },
"stage_unidentified":
{ Args: { "p_account": string,"p_module": string,"p_nodes": (Json)[],"p_run": number }; Returns: number
                           },
"staged_of_clients":
{ Args: { "p_account": string,"p_clients": (string)[] }; Returns: Json
                           },
"step_back":
{ Args: { "p_api_calls": number,"p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_waited_ms": number }; Returns: Json
                           },
"store_caller":
{ Args: { "p_account": string,"p_caller": Json,"p_credential": string,"p_is_full_admin": boolean }; Returns: undefined
                           },
"store_credential":
{ Args: { "p_account": string,"p_expires_at"?: string,"p_kind"?: string,"p_sealed": string,"p_version"?: number }; Returns: number
                           },
"store_enum_values":
{ Args: { "p_account": string,"p_enums": Json,"p_module": string,"p_told": Json }; Returns: Json
                           },
"strike_texts":
{ Args: { "p_account": string,"p_ids": (string)[],"p_texts": (string)[] }; Returns: Json
                           },
"strike_v5_rows":
{ Args: { "p_account": string,"p_ids": (string)[] }; Returns: undefined
                           },
"struck":
{ Args: { "p_ids": (string)[],"p_pattern": string,"p_text": string }; Returns: string
                           } |
{ Args: { "p_ids": (string)[],"p_pattern": string,"p_value": Json }; Returns: Json
                           },
"surplus_place":
{ Args: { "p_lane": string,"p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: string
                           },
"sweeps_to_repeat":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"module": string
            }[]
                           },
"take_connect_state":
{ Args: { "p_attempt": string,"p_state_hash": string }; Returns: {
              "account_id": string,"title": string
            }[]
                           },
"take_over":
{ Args: { "p_run": Omit<Database["sync"]['Tables']["runs"]['Row'], Database["sync"]['Tables']["runs"]['ComputedFields']> }; Returns: Json
                           },
"take_v5_page":
{ Args: { "p_account": string,"p_after"?: string,"p_is_report"?: boolean,"p_position"?: string,"p_rows": Json,"p_samples"?: number,"p_serials"?: Json,"p_so_far"?: Json,"p_source": string,"p_table": string }; Returns: Json
                           },
"take_v5_rows":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json,"p_source": string,"p_table": string }; Returns: Json
                           },
"time_of_next_try":
{ Args: { "p_tries": number }; Returns: string
                           },
"undo_v5":
{ Args: { "p_account": string }; Returns: Json
                           },
"unidentified_elsewhere":
{ Args: { "p_lane": Omit<Database["sync"]['Tables']["lanes"]['Row'], Database["sync"]['Tables']["lanes"]['ComputedFields']>,"p_with": (string)[] }; Returns: number
                           },
"unidentified_in":
{ Args: { "p_nodes": Json,"p_tail_id": string }; Returns: number
                           },
"update_successors":
{ Args: { "p_account": string,"p_module": string }; Returns: undefined
                           },
"v5_known":
{ Args: { "p_ids": (string)[] }; Returns: {
              "account_id": string,"id": string
            }[]
                           },
"v5_rows_without_erased":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json }; Returns: Json
                           },
"v5_sum":
{ Args: { "p_one": Json,"p_other": Json }; Returns: Json
                           },
"v5_target":
{ Args: { "p_account": string,"p_ids": (string)[],"p_source": string }; Returns: Json
                           },
"values_in_records":
{ Args: { "p_account": string,"p_field": string,"p_module": string }; Returns: string[]
                           },
"waiting_of":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string }; Returns: string[]
                           },
"watermark_of":
{ Args: { "p_account": string,"p_module": string }; Returns: string
                           },
"window_of":
{ Args: { "p_account": string,"p_window": string }; Returns: Record<string, unknown>
                           },
"without_erased":
{ Args: { "p_account": string,"p_ids": (string)[],"p_module": string,"p_nodes": (Json)[],"p_unidentified": (Json)[] }; Returns: Record<string, unknown>
                           },
"without_erased_holes":
{ Args: { "p_account": string,"p_api_errors": number,"p_holes": Json }; Returns: Record<string, unknown>
                           },
"without_mentions":
{ Args: { "p_ids": (string)[],"p_value": Json }; Returns: Json
                           },
"yield_run":
{ Args: { "p_lease": string,"p_run": number,"p_slice"?: Json }; Returns: undefined
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            "run_request": {
                        "account_id": string | null,"module": string | null,"mode": string | null,"asked_mode": string | null,"window": string | null,"since": string | null,"until": string | null,"overlap": string | null,"dry_run": boolean | null,"triggered_by": string | null
                      }
          }
        },"v5": {
          Tables: {
            [_ in never]: never
          }
          Views: {
            "gazelle_appointments": {
                  Row: {
                    "account_id": string,"appointment_date": string | null,"appointment_time": string | null,"client_external_id": string | null,"description": string | null,"duration_minutes": number | null,"event_type": string | null,"external_id": string,"is_all_day": boolean | null,"last_notified_at": string | null,"last_notified_schedule": string | null,"last_notified_tech_id": string | null,"last_notified_time": string | null,"location": string | null,"notes": string | null,"piano_external_id": string | null,"start_datetime": string | null,"status": string | null,"technicien": string | null,"title": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"appointment_date"?: string | null,"appointment_time"?: string | null,"client_external_id"?: string | null,"description"?: string | null,"duration_minutes"?: number | null,"event_type"?: string | null,"external_id"?: string | null,"is_all_day"?: boolean | null,"last_notified_at"?: string | null,"last_notified_schedule"?: string | null,"last_notified_tech_id"?: string | null,"last_notified_time"?: string | null,"location"?: string | null,"notes"?: string | null,"piano_external_id"?: string | null,"start_datetime"?: string | null,"status"?: string | null,"technicien"?: string | null,"title"?: string | null
                         }
                        Update: {
                           "account_id"?: string | null,"appointment_date"?: string | null,"appointment_time"?: string | null,"client_external_id"?: string | null,"description"?: string | null,"duration_minutes"?: number | null,"event_type"?: string | null,"external_id"?: string | null,"is_all_day"?: boolean | null,"last_notified_at"?: string | null,"last_notified_schedule"?: string | null,"last_notified_tech_id"?: string | null,"last_notified_time"?: string | null,"location"?: string | null,"notes"?: string | null,"piano_external_id"?: string | null,"start_datetime"?: string | null,"status"?: string | null,"technicien"?: string | null,"title"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "appointments_client_id_fkey"
      columns: ["client_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_clients"
      referencedColumns: ["external_id"]
    },{
      foreignKeyName: "appointments_first_piano_id_fkey"
      columns: ["piano_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_pianos"
      referencedColumns: ["external_id"]
    },{
      foreignKeyName: "appointments_user_id_fkey"
      columns: ["technicien"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["external_id"]
    }
                  ]
                },"gazelle_clients": {
                  Row: {
                    "account_id": string,"city": string | null,"client_type": string | null,"company_name": string | null,"created_at": string | null,"email": string | null,"external_id": string,"first_name": string | null,"id": number | null,"last_name": string | null,"locale": string | null,"personal_notes": string | null,"phone": string | null,"postal_code": string | null,"preference_notes": string | null,"preferred_technician_id": string | null,"status": string | null,"tags": (string)[] | null,"updated_at": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "clients_preferred_technician_id_fkey"
      columns: ["preferred_technician_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["external_id"]
    }
                  ]
                },"gazelle_contacts": {
                  Row: {
                    "account_id": string,"client_external_id": string | null,"email": string | null,"external_id": string,"first_name": string | null,"is_default": boolean | null,"last_name": string | null,"phone": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"client_external_id"?: string | null,"email"?: never,"external_id"?: string | null,"first_name"?: string | null,"is_default"?: boolean | null,"last_name"?: string | null,"phone"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"client_external_id"?: string | null,"email"?: never,"external_id"?: string | null,"first_name"?: string | null,"is_default"?: boolean | null,"last_name"?: string | null,"phone"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "contacts_client_id_fkey"
      columns: ["client_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_clients"
      referencedColumns: ["external_id"]
    }
                  ]
                },"gazelle_invoice_items": {
                  Row: {
                    "account_id": string,"description": string | null,"external_id": string,"invoice_external_id": string | null,"piano_external_id": string | null,"quantity": number | null,"total": number | null,"unit_price": number | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"description"?: string | null,"external_id"?: string | null,"invoice_external_id"?: string | null,"piano_external_id"?: string | null,"quantity"?: never,"total"?: never,"unit_price"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"description"?: string | null,"external_id"?: string | null,"invoice_external_id"?: string | null,"piano_external_id"?: string | null,"quantity"?: never,"total"?: never,"unit_price"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "invoice_items_invoice_id_fkey"
      columns: ["invoice_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_invoices"
      referencedColumns: ["external_id"]
    },{
      foreignKeyName: "invoice_items_piano_id_fkey"
      columns: ["piano_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_pianos"
      referencedColumns: ["external_id"]
    }
                  ]
                },"gazelle_invoices": {
                  Row: {
                    "account_id": string,"balance_due": number | null,"client_external_id": string | null,"due_date": string | null,"external_id": string,"invoice_date": string | null,"notes": string | null,"number": number | null,"status": string | null,"subtotal": number | null,"tax_total": number | null,"total": number | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"balance_due"?: never,"client_external_id"?: string | null,"due_date"?: string | null,"external_id"?: string | null,"invoice_date"?: string | null,"notes"?: string | null,"number"?: number | null,"status"?: string | null,"subtotal"?: never,"tax_total"?: never,"total"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"balance_due"?: never,"client_external_id"?: string | null,"due_date"?: string | null,"external_id"?: string | null,"invoice_date"?: string | null,"notes"?: string | null,"number"?: number | null,"status"?: string | null,"subtotal"?: never,"tax_total"?: never,"total"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "invoices_client_id_fkey"
      columns: ["client_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_clients"
      referencedColumns: ["external_id"]
    }
                  ]
                },"gazelle_pianos": {
                  Row: {
                    "account_id": string,"client_external_id": string | null,"dampp_chaser_humidistat_model": string | null,"dampp_chaser_installed": boolean | null,"dampp_chaser_mfg_date": string | null,"external_id": string,"id": number | null,"location": string | null,"make": string | null,"model": string | null,"notes": string | null,"serial_number": string | null,"type": string | null,"year": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "pianos_client_id_fkey"
      columns: ["client_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_clients"
      referencedColumns: ["external_id"]
    }
                  ]
                },"gazelle_timeline_entries": {
                  Row: {
                    "account_id": string,"client_external_id": string | null,"client_id": string | null,"created_by": string | null,"description": string | null,"entity_id": string | null,"entity_type": string | null,"entry_date": string | null,"entry_type": string | null,"estimate_id": string | null,"event_type": string | null,"external_id": string,"invoice_id": string | null,"metadata": Json | null,"occurred_at": string | null,"piano_id": string | null,"title": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "timeline_entries_client_id_fkey"
      columns: ["client_external_id"]
isOneToOne: false
      referencedRelation: "gazelle_clients"
      referencedColumns: ["external_id"]
    },{
      foreignKeyName: "timeline_entries_invoice_id_fkey"
      columns: ["invoice_id"]
isOneToOne: false
      referencedRelation: "gazelle_invoices"
      referencedColumns: ["external_id"]
    },{
      foreignKeyName: "timeline_entries_piano_id_fkey"
      columns: ["piano_id"]
isOneToOne: false
      referencedRelation: "gazelle_pianos"
      referencedColumns: ["external_id"]
    },{
      foreignKeyName: "timeline_entries_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["external_id"]
    }
                  ]
                },"shown": {
                  Row: {
                    "account_id": string | null,"name": string | null,"schema": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"sync_logs": {
                  Row: {
                    "account_id": string,"completed_at": string | null,"error_details": Json | null,"execution_time_seconds": number | null,"id": string,"message": string | null,"script_name": string | null,"started_at": string | null,"stats": Json | null,"status": string | null,"task_type": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"completed_at"?: never,"error_details"?: never,"execution_time_seconds"?: never,"id"?: string | null,"message"?: never,"script_name"?: never,"started_at"?: never,"stats"?: never,"status"?: never,"task_type"?: never
                         }
                        Update: {
                           "account_id"?: string | null,"completed_at"?: never,"error_details"?: never,"execution_time_seconds"?: never,"id"?: string | null,"message"?: never,"script_name"?: never,"started_at"?: never,"stats"?: never,"status"?: never,"task_type"?: never
                         }
                        Relationships: [
                    
                  ]
                },"users": {
                  Row: {
                    "account_id": string,"email": string | null,"external_id": string,"first_name": string | null,"full_name": string | null,"gazelle_user_id": string | null,"id": string | null,"last_name": string | null,"phone": string | null,"role": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"email"?: string | null,"external_id"?: string | null,"first_name"?: string | null,"full_name"?: string | null,"gazelle_user_id"?: never,"id"?: never,"last_name"?: string | null,"phone"?: never,"role"?: string | null
                         }
                        Update: {
                           "account_id"?: string | null,"email"?: string | null,"external_id"?: string | null,"first_name"?: string | null,"full_name"?: string | null,"gazelle_user_id"?: never,"id"?: never,"last_name"?: string | null,"phone"?: never,"role"?: string | null
                         }
                        Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "check_names":
{ Args: { "p_account": string,"p_schema": string }; Returns: undefined
                           },
"check_schema":
{ Args: { "p_schema": string }; Returns: undefined
                           },
"columns_of":
{ Args: { "p_table": string }; Returns: {
              "entity": string,"name": string,"type": string
            }[]
                           },
"compare":
{ Args: { "p_account": string,"p_rows": Json,"p_samples"?: number,"p_serials"?: Json,"p_so_far"?: Json,"p_table": string }; Returns: Json
                           },
"compare_records":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json,"p_table": string }; Returns: Json
                           },
"compare_rows":
{ Args: { "p_account": string,"p_rows": Json,"p_serials": Json,"p_table": string }; Returns: Json
                           },
"definitions":
{ Args: Record<PropertyKey, never>; Returns: {
              "columns": string,"name": string,"writable": string
            }[]
                           },
"e164":
{ Args: { "p_phone": string }; Returns: string
                           },
"hide":
{ Args: { "p_schema"?: string }; Returns: Json
                           },
"rule_of":
{ Args: { "p_column": string,"p_entity": string,"p_is_imported": boolean,"p_ours": Json,"p_outcome": string,"p_raw": Json,"p_record": Json,"p_serials": Json,"p_table": string,"p_taken_into": string,"p_theirs": Json,"p_type": string }; Returns: string
                           },
"show":
{ Args: { "p_account"?: string,"p_schema"?: string }; Returns: Json
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        },"webhooks": {
          Tables: {
            "subscriptions": {
                  Row: {
                    "about": string | null,"account_id": string,"batch": number,"created_at": string,"created_by": string,"entities": (string)[] | null,"fields": (string)[] | null,"old_secret": string | null,"old_until": string | null,"position": number,"secret": string,"url": string,"webhook": string,"oldest": number | null
                  }
                  ComputedFields: "oldest"
                  Insert: {
                    "about"?: string | null,"account_id": string,"batch"?: number,"created_at"?: string,"created_by": string,"entities"?: (string)[] | null,"fields"?: (string)[] | null,"old_secret"?: string | null,"old_until"?: string | null,"position": number,"secret": string,"url": string,"webhook": string
                  }
                  Update: {
                    "about"?: string | null,"account_id"?: string,"batch"?: number,"created_at"?: string,"created_by"?: string,"entities"?: (string)[] | null,"fields"?: (string)[] | null,"old_secret"?: string | null,"old_until"?: string | null,"position"?: number,"secret"?: string,"url"?: string,"webhook"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "add":
{ Args: { "p_about"?: string,"p_account"?: string,"p_batch"?: number,"p_entities"?: (string)[],"p_fields"?: (string)[],"p_url": string }; Returns: Json
                           },
"answer_of":
{ Args: { "p_delivery": number }; Returns: Json
                           },
"call":
{ Args: { "p_reason": string }; Returns: string
                           },
"call_when_due":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"checked_url":
{ Args: { "p_url": string }; Returns: string
                           },
"decided":
{ Args: { "p_action": string,"p_outcome": Json,"p_webhook": Omit<Database["webhooks"]['Tables']["subscriptions"]['Row'], Database["webhooks"]['Tables']["subscriptions"]['ComputedFields']> }; Returns: Json
                           },
"due":
{ Args: Record<PropertyKey, never>; Returns: string[]
                           },
"entities":
{ Args: Record<PropertyKey, never>; Returns: {
              "entities": (string)[],"module": string
            }[]
                           },
"forget_secret":
{ Args: { "p_secret": string }; Returns: undefined
                           },
"host_of":
{ Args: { "p_url": string }; Returns: string
                           },
"is_due":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"is_local":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"is_private":
{ Args: { "p_host": string }; Returns: boolean
                           },
"lags":
{ Args: { "p_last": number,"p_webhook": Omit<Database["webhooks"]['Tables']["subscriptions"]['Row'], Database["webhooks"]['Tables']["subscriptions"]['ComputedFields']> }; Returns: boolean
                           },
"list":
{ Args: { "p_account"?: string }; Returns: {
              "about": string,"account_id": string,"batch": number,"created_at": string,"created_by": string,"delivered": number,"delivered_at": string,"entities": (string)[],"fields": (string)[],"given_up": number,"last_error": string,"more": boolean,"old_secret_until": string,"position": string,"since": string,"state": string,"url": string,"waiting": number,"webhook": string
            }[]
                           },
"new_secret":
{ Args: { "p_webhook": string }; Returns: Record<string, unknown>
                           },
"of_admin":
{ Args: { "p_webhook": string }; Returns: {
              "about": string | null,
"account_id": string,
"batch": number,
"created_at": string,
"created_by": string,
"entities": (string)[] | null,
"fields": (string)[] | null,
"old_secret": string | null,
"old_until": string | null,
"position": number,
"secret": string,
"url": string,
"webhook": string
            }
                          SetofOptions: {
        from: "*"
        to: "subscriptions"
        isOneToOne: true
        isSetofReturn: false
      } },
"oldest":
{ Args: { "p_webhook": Omit<Database["webhooks"]['Tables']["subscriptions"]['Row'], Database["webhooks"]['Tables']["subscriptions"]['ComputedFields']> }; Returns: number
                           },
"pause":
{ Args: { "p_webhook": string }; Returns: Json
                           },
"queue":
{ Args: Record<PropertyKey, never>; Returns: number
                           },
"remove":
{ Args: { "p_webhook": string }; Returns: Json
                           },
"replay":
{ Args: { "p_from": string,"p_webhook": string }; Returns: Json
                           },
"resume":
{ Args: { "p_webhook": string }; Returns: Json
                           },
"rotate":
{ Args: { "p_hours"?: number,"p_webhook": string }; Returns: Json
                           },
"take":
{ Args: { "p_busy"?: (string)[] }; Returns: Json
                           },
"test":
{ Args: { "p_webhook": string }; Returns: Json
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "app">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "app": {
          Enums: {
            
          }
        },"changes": {
          Enums: {
            
          }
        },"gazelle": {
          Enums: {
            
          }
        },"monitoring": {
          Enums: {
            
          }
        },"reconcile": {
          Enums: {
            
          }
        },"staging": {
          Enums: {
            
          }
        },"sync": {
          Enums: {
            
          }
        },"v5": {
          Enums: {
            
          }
        },"webhooks": {
          Enums: {
            
          }
        }
} as const
