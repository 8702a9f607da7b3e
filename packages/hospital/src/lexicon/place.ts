const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s*[,\n]\s*/)
    .filter((x) => x !== '')

/** States with ZIP prefixes and area codes that belong together. */
export interface State {
  readonly code: string
  readonly name: string
  readonly zips: readonly string[]
  readonly areas: readonly string[]
}

const state = (code: string, name: string, zips: string, areas: string): State => ({
  code,
  name,
  zips: zips.split(' '),
  areas: areas.split(' '),
})

export const STATES: readonly State[] = [
  state('OR', 'Oregon', '970 974 977', '541 503 971'),
  state('WA', 'Washington', '980 985 992', '206 360 509'),
  state('CA', 'California', '900 925 945 956', '213 951 510 916'),
  state('AZ', 'Arizona', '850 857', '480 520 602'),
  state('NM', 'New Mexico', '870 879', '505 575'),
  state('TX', 'Texas', '750 770 782 799', '214 713 210 915'),
  state('CO', 'Colorado', '800 805 816', '303 970'),
  state('UT', 'Utah', '840 847', '801 435'),
  state('MT', 'Montana', '590 598', '406'),
  state('ND', 'North Dakota', '580 585', '701'),
  state('MN', 'Minnesota', '550 556', '612 218'),
  state('WI', 'Wisconsin', '530 548', '414 715'),
  state('IL', 'Illinois', '600 617 629', '312 217 618'),
  state('MI', 'Michigan', '480 498', '313 906'),
  state('OH', 'Ohio', '430 441 457', '614 216 740'),
  state('KY', 'Kentucky', '400 415', '502 606'),
  state('TN', 'Tennessee', '370 379', '615 865'),
  state('GA', 'Georgia', '300 314', '404 912'),
  state('FL', 'Florida', '320 331 346', '904 305 727'),
  state('LA', 'Louisiana', '700 705', '504 337'),
  state('AL', 'Alabama', '350 366', '205 251'),
  state('MS', 'Mississippi', '386 395', '662 228'),
  state('NC', 'North Carolina', '270 287', '336 828'),
  state('VA', 'Virginia', '220 240', '703 540'),
  state('WV', 'West Virginia', '250 267', '304 681'),
  state('PA', 'Pennsylvania', '150 191', '412 215'),
  state('NY', 'New York', '100 112 130 148', '212 718 315 716'),
  state('NJ', 'New Jersey', '070 086', '201 609'),
  state('CT', 'Connecticut', '060 068', '860 203'),
  state('MA', 'Massachusetts', '010 021 027', '413 617 508'),
  state('RI', 'Rhode Island', '028', '401'),
  state('VT', 'Vermont', '050 057', '802'),
  state('NH', 'New Hampshire', '031 035', '603'),
  state('ME', 'Maine', '040 047', '207'),
  state('HI', 'Hawaii', '967', '808'),
  state('AK', 'Alaska', '995 998', '907'),
  state('NE', 'Nebraska', '681 691', '402 308'),
  state('KS', 'Kansas', '660 675', '785 620'),
  state('MO', 'Missouri', '630 656', '314 417'),
  state('IA', 'Iowa', '500 522', '515 319'),
]

/** Towns, mostly invented; several read like ordinary words, people or months. */
export const CITIES =
  lines(`Elkhorn Falls, Dry Fork, Zion's Ferry, Otter Notch, Truth Springs, New Avalon, Rubidoux Flats, Little Compton Heights, Cle Elum Bluffs, Gorham Valley,
  Ashby, Amity, Antelope Wells, Arrowood, Bayou Clair, Bear Lodge, Belle Plaine, Bethany, Big Sandy, Birchwood, Black Earth, Blue Mound, Boone Station, Box Elder, Bridgewater, Broken Bow, Buckeye,
  Cadiz, Calumet, Cannonsburg, Cape Hollis, Carthage, Cedar Bluff, Chimney Rock, Clarion, Clearwater, Coldwater, Concord Mills, Copper Creek, Cordova, Council Grove, Coyote Wash, Cutler, Cypress Bend,
  Dalton, Deep Gap, Defiance, Dover Plains, Driftwood, Duck Key, Dunmore, Eagle Pass, East Harwich, Eden Prairie, El Paso Viejo, Enterprise, Eureka, Fairhope, Falling Water, Fern Hollow, Fort Dray,
  Fort Laramore, Fox Chapel, Friendship, Galena, Glen Arbor, Glenwood, Gold Hill, Granite, Grants Pass Junction, Grassy Narrows, Green Bay Point, Gull Harbor, Harlan, Harmony, Hickory Flat, High Bridge,
  Holland, Honey Grove, Hopewell, Indian Head, Iron River, Jericho, Jordan Valley, Kaneoka, Kettle Falls, Kings Mountain, Kiowa, La Cygne, La Grange, Lake Wissota, Lame Deer, Las Palomas, Lebanon, Lime Kiln,
  Little Egypt, Lodi, Lone Pine, Los Alamitos Viejos, Loving, Lost Nation, Lower Salem, Madrid, Marble Falls, May, Mayfield, Mechanic Falls, Mesa Verde Heights, Mexico, Milan, Mineral Wells, Monticello, Moreno Wells, Mount Airy,
  Mount Hope, Muddy Creek, Naples, New Bergen, New Faial, New Lisbon, Nod Hill, North Branch, Oak Harbor, Oil City, Old Forge, Onalaska, Orchard Gap, Oxbow, Paint Rock, Palmyra, Paradise, Paris, Peculiar, Pelican Rapids, Piñon Mesa,
  Pine Knot, Pleasant Grove, Point Blank, Port Gamble Bay, Prairie du Bois, Providence Forge, Quail Run, Quincy, Ravenna, Red Wing, Rising Sun, Roanoke Rapids, Rockport, Rome, Rosebud, Roundup, St. Brendan, St. Clement, Ste. Marie,
  Saint Olaf, Salt Lick, San Jacinto Hills, San Ysidro, Sandpoint, Santa Inez, Saratoga, Sauk Prairie, Shady Cove, Sheridan, Silver Bell, Skagway Flats, Sleepy Eye, Smyrna, Social Circle, South Paris, Spring Lake, Sugar Grove,
  Sulphur, Superior, Sweet Home, Tall Timbers, Tarboro, Three Forks, Toledo, Tombstone, Tranquility, Troy, Truth or Dare, Turkey Creek, Twin Falls, Two Rivers, Union Mills, Upper Sandusky Falls, Utica, Valley View, Vandalia, Vermilion,
  Versailles, Villa Rica, Wahoo, Walla Creek, Warm Springs, Waterloo, Weeping Water, West Fork, White Salmon, Wild Rose, Winter Haven, Wolf Point, Yellow Pine, Yreka Flats, Zephyr Cove`)

/** Where clinicians trained or family lives abroad is a country and stays unmarked; these are towns only. */
export const COUNTIES =
  lines(`Kittitas Ridge, Calder, Marlow, Tillamere, St. Brendan, Pocahanna, Wachuset, Bexley, Callaway, Ottertail, Pend d'Argent, Yellow Medicine, Broadwater, Deer Creek, Cheyenne Bottoms, Prince Albert, Isle of Ash, Kanoa,
  Rio Blanco, Las Ánimas, Guadalupe, Lafourche, Terrebonne, Plaquemine, Tangipahoa, Nez Laurier, Big Horn, Sweet Grass, Golden Plains, Judith Gap, Powder Creek, Petroleum, Treasure, Musselshell, Stillwater, Wheatland, Harding, Lea, Mora, Luna,
  Hidalgo, Torrance, McKinley, Bernal, Chaves, Otero, Quay, Roosevelt, Socorro, Union, Valencia, Walker, Warren, Wayne, Webster, Whitfield, Wilcox, Wilkes, Worth, Hampden, Dukes, Barnstead, Bristol, Essex, Grafton, Strafford, Sullivan, Cheshire`)

/** Street names without number and type. */
export const STREET_NAMES =
  lines(`Old Sawmill, Applecart, Orchard Gate, Coyote Wash, Van Der Meer, Upper Wharf, Cricket Hollow, Whittier, Skid, Blue Heron, Copperhead, Elderberry, Fiddlers, Gristmill, Hangman, Indigo, Jubilee, Kingfisher, Lamplighter, Mockingbird,
  Nutmeg, Old Post, Peach Tree, Quarry, Ropewalk, Salt Marsh, Tannery, Umbrella Pine, Vinegar Hill, Whippoorwill, Yarrow, Zinnia, Abernathy, Bannock, Cottonwood, Dogwood, Eucalyptus, Foxglove, Gooseberry, Hawthorne, Ironwood, Juniper, Knotty Pine,
  Larkspur, Magnolia, Narragansett, Ocotillo, Palmetto, Quaker, Ridgeline, Sassafras, Tamarack, Ulysses, Valhalla, Wisteria, Xavier, Yosemite, Zuni, Martin Luther King Jr., Cesar Chavez, Malcolm X, Jefferson Davis, Lincoln, Washington, Madison, Jackson,
  1st, 2nd, 3rd, 4th, 5th, 7th, 9th, 12th, 14th, 21st, 32nd, 48th, 103rd, 117th, Main, Church, Mill, Canal, Depot, Station, Market, Court, Bridge, River, Lake, Hill, High, Front, Water, Pearl, Spruce, Vine, Chestnut, Walnut, Sycamore, Mulberry, Locust, Elm,
  Hollow Log, Bent Oak, Sleepy Creek, Lost Mule, Turkey Trot, Three Sisters, Thousand Oaks, Seven Springs, Five Points, Nine Mile, Forty Acre, Devil's Elbow, Angel's Rest, Widow's Walk, Shepherd, Drover, Miller, Cooper, Fletcher, Sawyer, Mason, Wheelwright,
  Camino Real, Calle del Sol, Via Verde, Paseo de la Luna, Avenida Palma, La Brea Vieja, El Rancho, Rue Dauphin, St. Ann, St. Charles, Kamehameha, Ala Wai, Kuhio, Kapiolani, Ponce, Kosciuszko, Pulaski, Lafayette, Bergenline, Schuyler`)

export const STREET_TYPES = lines(
  'St, Street, Ave, Avenue, Rd, Road, Dr, Drive, Ln, Lane, Ct, Court, Blvd, Pl, Place, Ter, Terrace, Cir, Way, Pike, Trail, Hwy, Pkwy, Loop, Run, Hollow, Crossing',
)
