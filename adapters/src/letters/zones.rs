//! Time zones in words: the time of a city that people know.

use chrono_tz::Tz;

use super::tongue::Tongue;

/// `Los Angeles time`, `洛杉矶时间`. A city without a Chinese name here keeps its English one.
pub(super) fn in_words(tongue: Tongue, zone: Tz) -> String {
    let name = zone.name();
    let Some((area, city)) = name.rsplit_once('/') else { return name.to_owned() };
    if area == "Etc" {
        return city.to_owned();
    }
    match tongue {
        Tongue::En => format!("{} time", city.replace('_', " ")),
        Tongue::Zh => match CHINESE.iter().find(|(other, _)| *other == city) {
            Some((_, chinese)) => format!("{chinese}时间"),
            None => format!("{} 时间", city.replace('_', " ")),
        },
    }
}

/// Cities by the last part of their zone's name. Shanghai's zone is called after Beijing in China.
const CHINESE: &[(&str, &str)] = &[
    ("Amsterdam", "阿姆斯特丹"),
    ("Anchorage", "安克雷奇"),
    ("Athens", "雅典"),
    ("Auckland", "奥克兰"),
    ("Azores", "亚速尔群岛"),
    ("Baghdad", "巴格达"),
    ("Bangkok", "曼谷"),
    ("Beirut", "贝鲁特"),
    ("Belgrade", "贝尔格莱德"),
    ("Berlin", "柏林"),
    ("Bogota", "波哥大"),
    ("Bratislava", "布拉迪斯拉发"),
    ("Brisbane", "布里斯班"),
    ("Brussels", "布鲁塞尔"),
    ("Bucharest", "布加勒斯特"),
    ("Budapest", "布达佩斯"),
    ("Buenos_Aires", "布宜诺斯艾利斯"),
    ("Cairo", "开罗"),
    ("Canary", "加那利群岛"),
    ("Cayenne", "卡宴"),
    ("Chicago", "芝加哥"),
    ("Copenhagen", "哥本哈根"),
    ("Denver", "丹佛"),
    ("Dhaka", "达卡"),
    ("Dubai", "迪拜"),
    ("Dublin", "都柏林"),
    ("Guadeloupe", "瓜德罗普"),
    ("Halifax", "哈利法克斯"),
    ("Helsinki", "赫尔辛基"),
    ("Ho_Chi_Minh", "胡志明市"),
    ("Hong_Kong", "香港"),
    ("Honolulu", "檀香山"),
    ("Istanbul", "伊斯坦布尔"),
    ("Jakarta", "雅加达"),
    ("Jerusalem", "耶路撒冷"),
    ("Johannesburg", "约翰内斯堡"),
    ("Karachi", "卡拉奇"),
    ("Kolkata", "加尔各答"),
    ("Kuala_Lumpur", "吉隆坡"),
    ("Kyiv", "基辅"),
    ("Lagos", "拉各斯"),
    ("Lima", "利马"),
    ("Lisbon", "里斯本"),
    ("Ljubljana", "卢布尔雅那"),
    ("London", "伦敦"),
    ("Los_Angeles", "洛杉矶"),
    ("Luxembourg", "卢森堡"),
    ("Macau", "澳门"),
    ("Madrid", "马德里"),
    ("Malta", "马耳他"),
    ("Manila", "马尼拉"),
    ("Mariehamn", "玛丽港"),
    ("Marigot", "马里戈"),
    ("Martinique", "马提尼克"),
    ("Mayotte", "马约特"),
    ("Melbourne", "墨尔本"),
    ("Mexico_City", "墨西哥城"),
    ("Moscow", "莫斯科"),
    ("Nairobi", "内罗毕"),
    ("New_York", "纽约"),
    ("Nicosia", "尼科西亚"),
    ("Oslo", "奥斯陆"),
    ("Paris", "巴黎"),
    ("Perth", "珀斯"),
    ("Phoenix", "菲尼克斯"),
    ("Prague", "布拉格"),
    ("Reunion", "留尼汪"),
    ("Reykjavik", "雷克雅未克"),
    ("Riga", "里加"),
    ("Riyadh", "利雅得"),
    ("Rome", "罗马"),
    ("Santiago", "圣地亚哥"),
    ("Sao_Paulo", "圣保罗"),
    ("Seoul", "首尔"),
    ("Shanghai", "北京"),
    ("Singapore", "新加坡"),
    ("Sofia", "索非亚"),
    ("Stockholm", "斯德哥尔摩"),
    ("Sydney", "悉尼"),
    ("Taipei", "台北"),
    ("Tallinn", "塔林"),
    ("Tokyo", "东京"),
    ("Toronto", "多伦多"),
    ("Vaduz", "瓦杜兹"),
    ("Vancouver", "温哥华"),
    ("Vienna", "维也纳"),
    ("Vilnius", "维尔纽斯"),
    ("Warsaw", "华沙"),
    ("Zagreb", "萨格勒布"),
    ("Zurich", "苏黎世"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_the_time_of_its_city() {
        let of = |tongue, zone: Tz| in_words(tongue, zone);
        assert_eq!(of(Tongue::En, chrono_tz::Asia::Hong_Kong), "Hong Kong time");
        assert_eq!(of(Tongue::Zh, chrono_tz::Asia::Hong_Kong), "香港时间");
        assert_eq!(of(Tongue::Zh, chrono_tz::America::Boise), "Boise 时间");
        assert_eq!(of(Tongue::En, chrono_tz::UTC), "UTC");
        assert_eq!(of(Tongue::Zh, chrono_tz::Etc::GMTPlus3), "GMT+3");
        assert_eq!(
            of(Tongue::En, chrono_tz::America::Argentina::Buenos_Aires),
            "Buenos Aires time"
        );
    }

    #[test]
    fn every_zone_that_a_shipped_pack_names_has_a_chinese_name() {
        use habeas_domain::regime::{House, Rulebook, Zones};
        let house = House {
            country: habeas_domain::place::Country::parse("US").unwrap(),
            zone: chrono_tz::UTC,
            calendar: habeas_domain::calendar::CalendarId::parse("US").unwrap(),
            establishments: Vec::new(),
        };
        let rules = Rulebook::shipped(house);
        for pack in rules.all_adopted() {
            let zones: Vec<Tz> = match &pack.zones {
                Zones::Controller => Vec::new(),
                Zones::One(zone) => vec![*zone],
                Zones::ByCountry { default, countries } => {
                    countries.values().copied().chain([*default]).collect()
                }
            };
            for zone in zones {
                assert!(!in_words(Tongue::Zh, zone).contains(' '), "{zone}");
            }
        }
    }
}
